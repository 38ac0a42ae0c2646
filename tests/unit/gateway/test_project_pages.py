"""The person's project, as pages show it and forms send it, without any script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.contracts import vault_project as p
from shared.problems import Conflict, NotAllowed, Refused
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.walker import Walker

DIGEST = "a" * 64
GOALS = [p.ProjectGoal(words="Un <b>toit</b>", steps=[p.ProjectStep(words="Demander", who="Agnès")])]
SIGNED = p.ProjectSignature(
    signer="Agnès", organisation="Service", by_person=False, digest=DIGEST, signed_at=NOW
)


def version(number: int, **more: Any) -> p.ProjectVersion:
    fields = {"written_by": "Agnès", "signatures": [SIGNED], "agreed": False, **more}
    return p.ProjectVersion(number=number, goals=GOALS, digest=DIGEST, written_at=NOW, **fields)


PROJECT = p.Project(
    current=version(2),
    earlier=[version(1, signatures=[])],
    disagreements=[p.ProjectDisagreement(words="Pas si loin.", number=1, said_at=NOW - timedelta(days=1))],
    review_due=True,
)


def furnish(house: House, project: p.Project = PROJECT) -> None:
    for command in (p.ReadProject, p.WriteProject, p.SignProject, p.DisagreeWithProject):
        house.caller.replies[command] = lambda *_: project


@pytest.mark.feature("V20")
def test_the_person_reads_writes_signs_and_says_what_they_disagree_with(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    furnish(house)
    path = f"/coffre/{vault_id}/projet"
    page = walker.get(path)
    for words in ("Un <b>toit</b>", "plus d'un an", "Pas si loin.", "Pas encore signé", "Version 1"):
        assert words in page
    walker.get(f"{path}/ecrire")
    fields = {
        "goal-0": "Un toit",
        "step-0-0": "Demander",
        "who-0-0": "Agnès",
        "state-0-0": "done",
        "step-0-1": "",
        "state-0-1": "whatever",
        "replaces": "2",
        "key": walker.key(),
    }
    assert "Le projet est gardé" in walker.post(f"{path}/ecrire", **fields)
    goal = p.ProjectGoal(words="Un toit", steps=[p.ProjectStep(words="Demander", who="Agnès", state="done")])
    asked = house.caller.all(p.WriteProject)[0].request
    assert asked == p.WriteProject(vault_id=vault_id, goals=[goal], replaces=2)
    assert "C'est signé" in walker.post(f"{path}/signer", digest=DIGEST, key=walker.key())
    assert house.caller.all(p.SignProject)[0].request == p.SignProject(vault_id=vault_id, digest=DIGEST)
    assert "Vos mots sont gardés" in walker.post(f"{path}/desaccord", words="Non.", key=walker.key())


@pytest.mark.feature("V20")
def test_a_professional_finds_no_way_to_disagree_and_is_told_why_not(house: House) -> None:
    walker = Walker(house)
    walker.enter_as_professional()
    furnish(house)
    assert "desaccord" not in walker.get("/coffre/v1/projet")
    walker.post("/coffre/v1/projet/desaccord", words="x")
    assert walker.status == 403
    assert house.caller.all(p.DisagreeWithProject) == []

    def refused(*_: Any) -> Any:
        raise NotAllowed("scope", "L'autorisation ne comprend pas cela.")

    house.caller.replies[p.ReadProject] = refused
    assert "L'autorisation ne comprend pas cela." in walker.get("/coffre/v1/projet")
    assert walker.status == 403


def test_what_was_typed_is_not_lost_when_it_is_refused_or_the_project_changed(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    furnish(house)
    path = f"/coffre/{vault_id}/projet"
    for problem, status in (
        (Refused("nir", "Retirez-le.", field="goals"), 422),
        (Conflict("project_rewritten", "Relisez-le.", field="goals"), 409),
    ):

        def raising(*_: Any, problem: Any = problem) -> Any:
            raise problem

        house.caller.replies[p.WriteProject] = raising
        page = walker.post(f"{path}/ecrire", **{"goal-0": "Mon but à moi", "replaces": "1"})
        assert walker.status == status
        assert "Mon but à moi" in page
        assert "tel qu'il est maintenant" in page
    for fields in ({}, {"step-0-0": "sans but"}, {"goal-0": "x" * 301}, {"goal-0": "x", "who-0-0": "y"}):
        walker.post(f"{path}/ecrire", **fields)
        assert walker.status in (409, 422)
    for words in ("", "x" * 2001):
        walker.post(f"{path}/desaccord", words=words)
        assert walker.status == 422
    house.caller.replies[p.SignProject] = house.caller.replies[p.WriteProject]
    walker.post(f"{path}/signer", digest=DIGEST)
    assert walker.status == 409


def test_an_empty_project_offers_to_begin(house: House) -> None:
    walker = Walker(house)
    vault_id = walker.enter_as_holder()
    furnish(house, p.Project())
    assert "Pas encore de projet" in walker.get(f"/coffre/{vault_id}/projet")
    assert 'name="goal-0"' in walker.get(f"/coffre/{vault_id}/projet/ecrire")


def test_the_api_writes_reads_signs_and_refuses_what_has_no_form(house: House) -> None:
    headers = house.sign_up()
    furnish(house)
    path = "/api/v1/vaults/v1/project"
    sound = {"goals": [{"words": "x", "steps": [{"words": "y", "state": "doing"}]}], "replaces": 2}
    assert house.client.put(path, json=sound, headers=headers).status_code == 200
    assert house.client.get(path, headers=headers).json()["current"]["number"] == 2
    assert house.client.post(f"{path}/signatures", json={"digest": DIGEST}, headers=headers).is_success
    assert house.client.post(f"{path}/disagreements", json={"words": "x"}, headers=headers).is_success
    for bad in ({"goals": []}, {"goals": [{"words": "x", "steps": [{"words": "y", "state": "z"}]}]}):
        assert house.client.put(path, json=bad, headers=headers).status_code == 422
    assert house.client.post(f"{path}/signatures", json={"digest": "z"}, headers=headers).status_code == 422
