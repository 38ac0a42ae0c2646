"""Representing is not owning: a mandate, once confirmed, opens its scope within its dates, nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts import vault as v
from shared.contracts import vault_mandates as m
from shared.contracts.shapes import Request
from shared.contracts.vault_emergency import ListVerifications
from shared.contracts.vault_terms import Grantee, Scope
from shared.problems import Problem
from shared.rpc.call import Actor
from tests.unit.vault.house import NOW, House, holder, professional, terms

MARC = professional("Marc", "org-3")  # the representative
NORA = professional("Nora", "org-3")  # their manager
OLGA = professional("Olga", "org-3")  # a colleague
PAULE = professional("Paule", "org-4")  # a manager who represents people herself
QUENTIN = professional("Quentin", "org-4")
DAY = timedelta(days=1)


def mandate(**changes: Any) -> m.MandateTerms:
    fields: dict[str, Any] = {
        "kind": "tutelle",
        "representative": Grantee(kind="professional", id=MARC.id, name="Marc Fictif"),
        "scope": Scope(categories=["identity", "income"]),
        "actions": ["see", "add"],
        "since": NOW,
        "until": NOW + 365 * DAY,
        "court": "Tribunal (exemple)",
        "reference": "RG 00/00000",
        **changes,
    }
    return m.MandateTerms(**fields)


def staffed(house: House) -> House:
    """org-3 has a manager, Nora, and two members."""
    house.directory.joins(NORA.id, "org-3", role="manager")
    house.directory.joins(MARC.id, "org-3")
    house.directory.joins(OLGA.id, "org-3")
    house.hear()
    return house


def represented(house: House, **changes: Any) -> tuple[str, str]:
    """A vault opened by Marc for who cannot sign, its decision attached: its id and the mandate's."""
    staffed(house)
    vault_id = str(uuid4())
    opening = m.OpenRepresentedVault(vault_id=vault_id, given_name="Awa", mandate=mandate(**changes))
    house.ask(MARC, opening)
    (one,) = house.ask(MARC, m.ListMandates(vault_id=vault_id)).mandates
    decision = house.deposit(MARC, vault_id, category="justice", title="Jugement")
    attach = m.AttachDecision(vault_id=vault_id, mandate_id=one.id, document_id=decision.id)
    house.ask(MARC, attach)
    return vault_id, one.id


def confirm(house: House, vault_id: str, mandate_id: str, by: Actor = NORA) -> None:
    house.ask(by, m.ConfirmMandate(vault_id=vault_id, mandate_id=mandate_id))


def refused(house: House, actor: Actor, request: Request) -> str:
    with pytest.raises(Problem) as why:
        house.ask(actor, request)
    return why.value.code


def seen(house: House, actor: Actor, vault_id: str) -> list[str]:
    listed = house.ask(actor, v.ListDocuments(vault_id=vault_id)).documents
    return sorted(document.category for document in listed)


@pytest.mark.feature("V13")
def test_a_confirmed_mandate_opens_its_scope_to_the_representative_and_the_log_says_so(house: House) -> None:
    vault_id, mandate_id = represented(house)
    for category in ("identity", "health"):
        house.deposit(holder(vault_id), vault_id, category=category)
    confirm(house, vault_id, mandate_id)
    assert seen(house, MARC, vault_id) == ["identity", "justice"]  # the decision is his own addition
    identity = next(
        d for d in house.ask(MARC, v.ListDocuments(vault_id=vault_id)).documents if d.category == "identity"
    )
    house.see(MARC, vault_id, identity.id)
    lines = house.log_of(vault_id)
    assert [line.kind for line in lines[:2]] == ["vault_opened_represented", "mandate_recorded"]
    read = next(line for line in lines if line.kind == "document_seen")
    assert (read.actor, read.reason) == ("Marc Fictive", "under_mandate")
    assert [p.vault_id for p in house.ask(MARC, v.ListFollowUps()).people] == [vault_id]
    said = [kind for kind, _ in house.facts()]
    assert {"vault.mandate_recorded", "vault.mandate_confirmed"} <= set(said)


@pytest.mark.feature("V13")
def test_before_a_second_person_confirms_it_a_mandate_opens_nothing(house: House) -> None:
    vault_id, mandate_id = represented(house)
    house.deposit(holder(vault_id), vault_id)
    assert refused(house, MARC, v.ListDocuments(vault_id=vault_id)) == "no_consent"
    assert refused(house, MARC, v.GetVault(vault_id=vault_id)) == "no_consent"
    again = m.ConfirmMandate(vault_id=vault_id, mandate_id=mandate_id)
    assert refused(house, MARC, again) == "second_person_only"
    assert refused(house, OLGA, again) == "second_person_only"
    assert house.ask(MARC, v.ListFollowUps()).people == []


def test_the_second_person_reads_the_decision_and_nothing_else(house: House) -> None:
    vault_id, _ = represented(house)
    other = house.deposit(holder(vault_id), vault_id, category="justice")
    (waiting,) = house.ask(NORA, ListVerifications()).verifications
    assert (waiting.kind, waiting.vault_id, waiting.person) == ("mandate", vault_id, "Awa")
    assert house.ask(OLGA, ListVerifications()).verifications == []
    (one,) = house.ask(NORA, m.ListMandates(vault_id=vault_id)).mandates
    assert one.to_confirm
    house.see(NORA, vault_id, one.document_id)
    see_other = v.OpenDocument(vault_id=vault_id, document_id=other.id)
    assert refused(house, NORA, see_other) == "no_consent"
    assert refused(house, OLGA, v.OpenDocument(vault_id=vault_id, document_id=one.document_id))
    confirm(house, vault_id, one.id)
    assert house.ask(NORA, ListVerifications()).verifications == []
    assert refused(house, NORA, v.OpenDocument(vault_id=vault_id, document_id=one.document_id))


def test_where_the_representative_is_the_manager_another_member_confirms(house: House) -> None:
    house.directory.joins(PAULE.id, "org-4", role="manager")
    house.directory.joins(QUENTIN.id, "org-4")
    house.hear()
    vault_id = str(uuid4())
    named = mandate(representative=Grantee(kind="organisation", id="org-4"))
    house.ask(PAULE, m.OpenRepresentedVault(vault_id=vault_id, given_name="Awa", mandate=named))
    (one,) = house.ask(QUENTIN, m.ListMandates(vault_id=vault_id)).mandates
    decision = house.deposit(PAULE, vault_id, category="justice")
    house.ask(PAULE, m.AttachDecision(vault_id=vault_id, mandate_id=one.id, document_id=decision.id))
    assert refused(house, PAULE, m.ConfirmMandate(vault_id=vault_id, mandate_id=one.id))
    confirm(house, vault_id, one.id, by=QUENTIN)


def test_without_its_decision_a_mandate_is_not_confirmed(house: House) -> None:
    staffed(house)
    vault_id, _ = house.open_vault()
    recorded = house.ask(MARC, m.RecordMandate(vault_id=vault_id, mandate=mandate())).id
    ask = m.ConfirmMandate(vault_id=vault_id, mandate_id=recorded)
    assert refused(house, NORA, ask) == "decision_missing"
    paper = house.deposit(holder(vault_id), vault_id)
    other = m.AttachDecision(vault_id=vault_id, mandate_id=recorded, document_id=paper.id)
    assert refused(house, MARC, other) == "decision_not_yours"


@pytest.mark.feature("V13")
def test_the_clock_begins_and_ends_a_mandate_and_everything_with_it(house: House) -> None:
    since, until = NOW + 2 * DAY, NOW + 10 * DAY
    vault_id, mandate_id = represented(house, since=since, until=until)
    house.deposit(holder(vault_id), vault_id)
    confirm(house, vault_id, mandate_id)

    def opens_at(at: datetime) -> bool:
        house.clock.move(at - house.clock.now())
        house.hear()
        try:
            return "identity" in seen(house, MARC, vault_id)
        except Problem:
            return False

    second = timedelta(seconds=1)
    assert [opens_at(at) for at in (NOW, since - second, since, until - second)] == [False, False, True, True]
    assert [opens_at(at) for at in (until, until + second)] == [False, False]
    assert house.ask(MARC, v.ListFollowUps()).people == []
    assert house.ask(holder(vault_id), m.ListMandates(vault_id=vault_id)).mandates[0].state == "ended"


def test_a_recorded_end_stops_it_at_once_and_twice_is_once(house: House) -> None:
    vault_id, mandate_id = represented(house)
    confirm(house, vault_id, mandate_id)
    end = m.EndMandate(vault_id=vault_id, mandate_id=mandate_id)
    assert refused(house, OLGA, end) == "second_person_only"
    house.ask(MARC, end)
    house.ask(NORA, end)
    assert refused(house, MARC, v.ListDocuments(vault_id=vault_id)) == "no_consent"
    assert [kind for kind, _ in house.facts()].count("vault.mandate_ended") == 1
    assert refused(house, NORA, m.ConfirmMandate(vault_id=vault_id, mandate_id=mandate_id)) == "mandate_ended"


@pytest.mark.feature("W6", "V13")
def test_the_person_sees_and_contests_and_a_second_person_must_look_again(house: House) -> None:
    vault_id, mandate_id = represented(house)
    confirm(house, vault_id, mandate_id)
    contest = m.ContestMandate(vault_id=vault_id, mandate_id=mandate_id, words="Je ne suis pas d'accord.")
    assert refused(house, MARC, contest) == "holder_only"
    house.ask(holder(vault_id), contest)
    assert refused(house, holder(vault_id), contest) == "already_contested"
    (again,) = house.ask(NORA, ListVerifications()).verifications
    assert again.contested
    assert house.ask(NORA, m.ListMandates(vault_id=vault_id)).mandates[0].contested.startswith("Je ne suis")
    confirm(house, vault_id, mandate_id)
    assert house.ask(NORA, ListVerifications()).verifications == []


def test_a_representative_does_none_of_what_is_the_persons(house: House) -> None:
    vault_id, mandate_id = represented(house)
    confirm(house, vault_id, mandate_id)
    personal: list[Request] = [
        v.ReadAccessLog(vault_id=vault_id),
        v.ExportVault(vault_id=vault_id),
        v.EraseVault(vault_id=vault_id, confirmation="EFFACER"),
        v.SetReach(vault_id=vault_id),
        v.GrantConsent(vault_id=vault_id, terms=terms()),
    ]
    assert {refused(house, MARC, request) for request in personal} == {"holder_only"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"until": NOW - DAY}, "mandate_over"),
        ({"kind": "sauvegarde", "until": NOW + 1000 * DAY}, "mandate_too_long"),
        ({"scope": Scope()}, "mandate_scope_empty"),
        ({"actions": []}, "mandate_actions_empty"),
        ({"representative": Grantee(kind="professional", id="pro-autre")}, "representative_not_you"),
        ({"reference": "1 85 05 78 006 084 91"}, "nir"),
    ],
)
def test_a_mandate_that_cannot_be_is_refused(house: House, changes: dict[str, Any], code: str) -> None:
    staffed(house)
    vault_id, _ = house.open_vault()
    told = refused(house, MARC, m.RecordMandate(vault_id=vault_id, mandate=mandate(**changes)))
    assert told == code
    assert house.ask(holder(vault_id), m.ListMandates(vault_id=vault_id)).mandates == []


def test_an_erased_vault_keeps_nothing_of_its_mandates(house: House) -> None:
    vault_id, mandate_id = represented(house)
    confirm(house, vault_id, mandate_id)
    house.ask(holder(vault_id), v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    house.open()
    assert refused(house, MARC, v.ListDocuments(vault_id=vault_id)) == "no_consent"
    assert house.ask(MARC, v.ListFollowUps()).people == []
    assert house.ask(NORA, ListVerifications()).verifications == []
