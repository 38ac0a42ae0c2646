"""The person's project: written together, signed by both sides, disagreed with in their own words."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.vault.domain.author import Author
from services.vault.domain.project import DISAGREEMENTS_MAX, SIGNATURES_MAX, VERSIONS_MAX, Project
from services.vault.domain.project_goals import Goal, Step, digest_of, goals_from, plain
from shared.contracts import vault_project as p
from shared.contracts.vault_terms import Scope
from shared.problems import Conflict, InvalidInput, NotAllowed, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, NOW, House, terms

WITH_PROJECT = terms(scope=Scope(categories=["identity"], parts=["project"]))
HOME = [p.ProjectGoal(words="Un logement", steps=[p.ProjectStep(words="Demander", who="Agnès")])]
DONE = [
    p.ProjectGoal(words="Un logement", steps=[p.ProjectStep(words="Demander", who="Agnès", state="done")])
]
WORK = [p.ProjectGoal(words="Travailler")]
AWA = Author("awa", is_holder=True)
WORDS = st.text(min_size=1, max_size=20)
STEPS = st.builds(Step, WORDS, WORDS, st.sampled_from(("to_do", "doing", "done", "dropped")))
GOALS = st.lists(st.builds(Goal, WORDS, st.lists(STEPS, max_size=3).map(tuple)), max_size=3).map(tuple)


def write(
    house: House, actor: Actor, vault_id: str, goals: list[p.ProjectGoal], replaces: int = 0, key: str = ""
) -> p.ProjectVersion:
    command = p.WriteProject(vault_id=vault_id, goals=goals, replaces=replaces)
    project: p.Project = house.ask(actor, command, key=key)
    assert project.current
    return project.current


def sign(house: House, actor: Actor, vault_id: str, digest: str) -> p.Project:
    project: p.Project = house.ask(actor, p.SignProject(vault_id=vault_id, digest=digest))
    return project


@pytest.mark.feature("V20")
def test_a_project_is_written_signed_by_both_sides_disagreed_with_and_written_anew(house: House) -> None:
    vault_id, awa = house.open_vault(consent=WITH_PROJECT)
    first = write(house, AGNES, vault_id, HOME)
    sign(house, AGNES, vault_id, first.digest)
    signed = sign(house, awa, vault_id, first.digest).current
    assert signed
    assert signed.agreed
    assert [(one.signer, one.by_person) for one in signed.signatures] == [
        ("Agnès Fictive", False),
        ("", True),
    ]
    house.ask(awa, p.DisagreeWithProject(vault_id=vault_id, words="Pas si loin de ma sœur."))
    second = write(house, BRUNO, vault_id, WORK, replaces=1)
    assert (second.number, second.agreed) == (2, False)
    read = house.ask(awa, p.ReadProject(vault_id=vault_id))
    assert [(one.words, one.number) for one in read.disagreements] == [("Pas si loin de ma sœur.", 1)]
    assert [(one.number, one.agreed, one.goals) for one in read.earlier] == [(1, True, HOME)]
    lines = {line.kind: line for line in house.log_of(vault_id)}
    for kind in ("project_written", "project_signed", "project_disagreed", "project_seen"):
        assert kind in lines
    stored = [row for row in house.uses.log.read_log(UUID(vault_id)) if row.kind == "project_signed"]
    assert {(row.body or {})["digest"] for row in stored} == {first.digest}


def test_moving_steps_on_keeps_the_signatures_and_the_version(house: House) -> None:
    vault_id, awa = house.open_vault(consent=WITH_PROJECT)
    first = write(house, awa, vault_id, HOME)
    sign(house, awa, vault_id, first.digest)
    moved = write(house, AGNES, vault_id, DONE, replaces=1)
    assert (moved.number, moved.digest, len(moved.signatures)) == (1, first.digest, 1)
    assert moved.goals == DONE
    assert house.log_of(vault_id)[-1].kind == "project_steps_moved"


@pytest.mark.feature("V20")
def test_a_version_that_no_longer_stands_is_neither_signed_nor_overwritten(house: House) -> None:
    vault_id, awa = house.open_vault(consent=WITH_PROJECT)
    with pytest.raises(Refused) as nothing:
        sign(house, awa, vault_id, "0" * 64)
    assert nothing.value.code == "project_not_written"
    with pytest.raises(Refused):
        house.ask(awa, p.DisagreeWithProject(vault_id=vault_id, words="Non."))
    first = write(house, awa, vault_id, HOME)
    write(house, AGNES, vault_id, WORK, replaces=1)
    with pytest.raises(Conflict) as moved:
        sign(house, awa, vault_id, first.digest)
    assert moved.value.code == "project_rewritten"
    with pytest.raises(Conflict):
        write(house, awa, vault_id, HOME, replaces=1)
    assert house.ask(awa, p.ReadProject(vault_id=vault_id)).current.goals == WORK


@pytest.mark.feature("V20")
def test_without_the_part_project_one_reads_writes_and_signs_nothing(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(scope=Scope(categories=["identity"])))
    first = write(house, awa, vault_id, HOME)
    for actor, reason in ((AGNES, "scope"), (CHLOE, "no_consent")):
        for request in (
            p.ReadProject(vault_id=vault_id),
            p.WriteProject(vault_id=vault_id, goals=WORK, replaces=1),
            p.SignProject(vault_id=vault_id, digest=first.digest),
        ):
            with pytest.raises(NotAllowed) as refusal:
                house.ask(actor, request)
            assert refusal.value.code == reason
            assert house.log_of(vault_id)[-1].kind == "access_refused"


def test_nobody_disagrees_in_the_persons_place(house: House) -> None:
    vault_id, awa = house.open_vault(consent=WITH_PROJECT)
    write(house, awa, vault_id, HOME)
    with pytest.raises(NotAllowed) as refusal:
        house.ask(AGNES, p.DisagreeWithProject(vault_id=vault_id, words="Elle n'est pas d'accord."))
    assert refusal.value.code == "holder_only"


@pytest.mark.feature("P2")
def test_a_national_number_is_refused_wherever_it_is_written(house: House) -> None:
    vault_id, awa = house.open_vault()
    nir = "1 85 05 78 006 084 91"
    for step in (p.ProjectStep(words=nir), p.ProjectStep(words="x", who=nir)):
        with pytest.raises(Refused) as refusal:
            write(house, awa, vault_id, [p.ProjectGoal(words="x", steps=[step])])
        assert (refusal.value.code, refusal.value.field) == ("nir", "goals")
    with pytest.raises(Refused):
        write(house, awa, vault_id, [p.ProjectGoal(words=nir)])
    write(house, awa, vault_id, HOME)
    with pytest.raises(Refused) as refusal:
        house.ask(awa, p.DisagreeWithProject(vault_id=vault_id, words=nir))
    assert (refusal.value.code, refusal.value.field) == ("nir", "words")


def test_what_is_sent_twice_is_done_once(house: House) -> None:
    vault_id, awa = house.open_vault()
    first, again = (write(house, awa, vault_id, HOME, key="k") for _ in range(2))
    assert first == again
    for _ in range(2):
        signed = sign(house, awa, vault_id, first.digest).current
    assert signed
    assert len(signed.signatures) == 1


def test_a_year_after_the_last_signature_the_project_asks_to_be_read_again(house: House) -> None:
    vault_id, awa = house.open_vault()
    first = write(house, awa, vault_id, HOME)
    assert not sign(house, awa, vault_id, first.digest).review_due
    house.clock.move(timedelta(days=365) - timedelta(minutes=1))
    assert not house.ask(awa, p.ReadProject(vault_id=vault_id)).review_due
    house.clock.move(timedelta(minutes=1))
    assert house.ask(awa, p.ReadProject(vault_id=vault_id)).review_due
    second = write(house, awa, vault_id, WORK, replaces=1)
    assert not sign(house, awa, vault_id, second.digest).review_due


def test_every_list_and_text_is_finite_and_never_nothing(house: House) -> None:
    vault_id, awa = house.open_vault()
    step, goal = p.ProjectStep(words="x"), p.ProjectGoal(words="x")
    for goals in (
        [],
        [goal] * (p.GOALS_MAX + 1),
        [p.ProjectGoal(words=" ")],
        [p.ProjectGoal(words="x" * (p.WORDS_MAX_CHARS + 1))],
        [p.ProjectGoal(words="x", steps=[step] * (p.STEPS_MAX + 1))],
    ):
        with pytest.raises(InvalidInput):
            write(house, awa, vault_id, goals)


def test_so_are_versions_signatures_and_disagreements_and_what_was_signed_is_kept_longest() -> None:
    project = Project.begin(uuid4(), NOW)
    project.write((Goal("signed"),), 0, AWA, NOW)
    project.sign(digest_of([Goal("signed")]), AWA, "", NOW)
    for number in range(1, VERSIONS_MAX + 5):
        project.write((Goal(f"{number}"),), number, AWA, NOW)
        project.disagree("non", NOW)
    assert len(project.versions) == VERSIONS_MAX
    assert (project.versions[0].number, project.number) == (1, VERSIONS_MAX + 5)
    for _ in range(DISAGREEMENTS_MAX):
        project.disagree("non", NOW)
    assert len(project.disagreements) == DISAGREEMENTS_MAX
    for number in range(SIGNATURES_MAX):
        project.sign(project.versions[-1].digest, Author(f"{number}", "x"), "", NOW)
    with pytest.raises(Refused) as refusal:
        project.sign(project.versions[-1].digest, Author("more", "x"), "", NOW)
    assert refusal.value.code == "signatures_full"
    project.sign(project.versions[-1].digest, AWA, "", NOW)
    assert project.versions[-1].agreed


@given(GOALS, GOALS)
def test_two_projects_have_one_digest_only_when_they_say_the_same(
    one: tuple[Goal, ...], other: tuple[Goal, ...]
) -> None:
    def said(goals: tuple[Goal, ...]) -> list[tuple[str, list[tuple[str, str]]]]:
        return [(goal.words, [(step.words, step.who) for step in goal.steps]) for goal in goals]

    assert (digest_of(one) == digest_of(other)) == (said(one) == said(other))
    assert goals_from(plain(one)) == one
