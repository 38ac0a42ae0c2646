"""Private by default, shared by a consent alone, withdrawn at once; entering by the service's calls."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest

from shared.contracts import vault as v
from shared.contracts.vault_terms import Grantee, Scope
from shared.problems import InvalidInput, NotAllowed, NotFound, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, NOW, PDF, House, holder, professional, terms

ORG2 = Grantee(kind="organisation", id="org-2", name="Service org-2")


@pytest.fixture
def paper(house: House) -> tuple[str, Actor, str]:
    """A vault shared with org-1, its holder, and the identity paper in it."""
    vault_id, awa = house.open_vault()
    return vault_id, awa, house.deposit(awa, vault_id).id


def refused(house: House, actor: Actor, vault_id: str, document_id: str, manner: str = "see") -> str:
    with pytest.raises(NotAllowed) as refusal:
        house.see(actor, vault_id, document_id, manner)
    return refusal.value.code


@pytest.mark.feature("V4")
def test_a_colleague_of_the_consented_organisation_opens_the_paper(
    house: House, paper: tuple[str, Actor, str]
) -> None:
    vault_id, _, document_id = paper
    assert house.see(BRUNO, vault_id, document_id) == PDF


@pytest.mark.feature("V4")
def test_without_a_consent_a_vault_and_no_vault_answer_alike(
    house: House, paper: tuple[str, Actor, str]
) -> None:
    vault_id, _, document_id = paper
    answers = []
    for known in (vault_id, str(uuid4())):
        with pytest.raises(NotAllowed) as refusal:
            house.see(CHLOE, known, document_id)
        answers.append((refusal.value.code, refusal.value.detail, refusal.value.field))
    assert answers[0] == answers[1]
    assert answers[0][0] == "no_consent"
    for request in (v.GetVault(vault_id=vault_id), v.ListDocuments(vault_id=vault_id)):
        with pytest.raises(NotAllowed):
            house.ask(CHLOE, request)


@pytest.mark.feature("V5")
def test_another_category_and_another_action_are_refused(house: House, paper: tuple[str, Actor, str]) -> None:
    vault_id, awa, document_id = paper
    health = house.deposit(awa, vault_id, category="health").id
    assert refused(house, BRUNO, vault_id, health) == "scope"
    assert refused(house, BRUNO, vault_id, document_id, "print") == "action"
    assert refused(house, BRUNO, vault_id, str(uuid4())) == "scope"
    with pytest.raises(NotAllowed) as refusal:
        house.begin(BRUNO, vault_id, category="health")
    assert refusal.value.code == "scope"


@pytest.mark.feature("V5")
def test_a_consent_beyond_two_years_is_refused_naming_its_end(
    house: House, paper: tuple[str, Actor, str]
) -> None:
    vault_id, awa, _ = paper
    with pytest.raises(InvalidInput) as refusal:
        house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=terms(until=NOW + timedelta(days=740))))
    assert (refusal.value.code, refusal.value.field) == ("consent_end_too_far", "terms.until")


@pytest.mark.feature("W1")
def test_one_second_past_the_end_is_refused_with_nothing_having_run(
    house: House, paper: tuple[str, Actor, str]
) -> None:
    vault_id, awa, document_id = paper
    house.ask(
        awa, v.GrantConsent(vault_id=vault_id, terms=terms(grantee=ORG2, until=NOW + timedelta(hours=1)))
    )
    house.clock.move(timedelta(minutes=59, seconds=59))
    house.hear()
    assert house.see(CHLOE, vault_id, document_id) == PDF
    facts = house.facts()
    house.clock.move(timedelta(seconds=2))
    assert refused(house, CHLOE, vault_id, document_id) == "consent_expired"
    assert len(house.facts()) == len(facts) + 1  # the refusal, and nothing else


def test_a_member_excepted_by_name_is_refused_and_the_others_are_not(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(excepted=[BRUNO.id]))
    document_id = house.deposit(awa, vault_id).id
    assert house.see(AGNES, vault_id, document_id) == PDF
    assert refused(house, BRUNO, vault_id, document_id) == "no_consent"


@pytest.mark.feature("V6")
def test_less_than_asked_may_be_granted_and_no_more(house: House, paper: tuple[str, Actor, str]) -> None:
    vault_id, awa, document_id = paper
    asked = terms(grantee=ORG2, scope=Scope(categories=["identity", "health"]), actions=["see", "print"])
    request_id = house.ask(CHLOE, v.RequestConsent(vault_id=vault_id, terms=asked)).id
    more = msgspec.structs.replace(asked, actions=["see", "print", "add"])
    with pytest.raises(Refused) as refusal:
        house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=more, request_id=request_id))
    assert (refusal.value.code, refusal.value.field) == ("exceeds_request", "terms.actions")
    assert refused(house, CHLOE, vault_id, document_id) == "no_consent"
    less = msgspec.structs.replace(asked, scope=Scope(categories=["identity"]), actions=["see"])
    house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=less, request_id=request_id))
    assert house.see(CHLOE, vault_id, document_id) == PDF
    assert refused(house, CHLOE, vault_id, document_id, "print") == "action"


def test_a_request_is_seen_refused_once_and_gives_nothing(
    house: House, paper: tuple[str, Actor, str]
) -> None:
    vault_id, awa, document_id = paper
    request_id = house.ask(CHLOE, v.RequestConsent(vault_id=vault_id, terms=terms(grantee=ORG2))).id
    (waiting,) = house.ask(awa, v.GetVault(vault_id=vault_id)).requests
    assert (waiting.id, waiting.state, waiting.asked_by_name) == (request_id, "waiting", CHLOE.display)
    house.ask(awa, v.RefuseConsent(vault_id=vault_id, request_id=request_id))
    assert refused(house, CHLOE, vault_id, document_id) == "no_consent"
    with pytest.raises(Refused) as refusal:
        house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=terms(grantee=ORG2), request_id=request_id))
    assert refusal.value.code == "request_answered"


def test_one_asks_for_oneself_or_ones_service_and_not_without_measure(
    house: House, paper: tuple[str, Actor, str]
) -> None:
    vault_id = paper[0]
    with pytest.raises(NotAllowed) as refusal:
        house.ask(CHLOE, v.RequestConsent(vault_id=vault_id, terms=terms()))
    assert refusal.value.code == "grantee_not_yours"
    for _ in range(5):
        house.ask(CHLOE, v.RequestConsent(vault_id=vault_id, terms=terms(grantee=ORG2)))
    with pytest.raises(Refused) as too_many:
        house.ask(CHLOE, v.RequestConsent(vault_id=vault_id, terms=terms(grantee=ORG2)))
    assert too_many.value.code == "too_many_requests"


@pytest.mark.feature("V6")
def test_once_a_withdrawal_is_acknowledged_no_read_that_starts_later_succeeds(
    house: House, paper: tuple[str, Actor, str]
) -> None:
    vault_id, awa, document_id = paper
    opening = v.OpenDocument(vault_id=vault_id, document_id=document_id)
    house.ask(BRUNO, opening, key="same")
    consent = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0]
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent.id))
    assert refused(house, BRUNO, vault_id, document_id) == "consent_revoked"
    with pytest.raises(NotAllowed):  # the very request that was answered before
        house.ask(BRUNO, opening, key="same")
    assert house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0].state == "revoked"


def test_withdrawing_twice_says_so_once_and_an_unknown_consent_is_not_found(
    house: House, paper: tuple[str, Actor, str]
) -> None:
    vault_id, awa, _ = paper
    consent = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0]
    for _ in range(2):
        house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent.id))
    assert [kind for kind, _ in house.facts()].count("vault.consent_revoked") == 1
    with pytest.raises(NotFound):
        house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id="other"))


def test_only_the_holder_grants_refuses_and_withdraws(house: House, paper: tuple[str, Actor, str]) -> None:
    vault_id = paper[0]
    for actor in (AGNES, holder(str(uuid4())), Actor(id="operator:cli", kind="operator")):
        for request in (
            v.GrantConsent(vault_id=vault_id, terms=terms()),
            v.RefuseConsent(vault_id=vault_id, request_id="r"),
            v.RevokeConsent(vault_id=vault_id, consent_id="c"),
            v.ReadAccessLog(vault_id=vault_id),
            v.ExportVault(vault_id=vault_id),
            v.EraseVault(vault_id=vault_id, confirmation="EFFACER"),
        ):
            with pytest.raises(NotAllowed) as refusal:
                house.ask(actor, request)
            assert refusal.value.code == "holder_only"


def test_an_unverified_colleague_and_an_operator_read_nothing(
    house: House, paper: tuple[str, Actor, str]
) -> None:
    vault_id, _, document_id = paper
    dora = professional("Dora", "org-1", verified=False)
    house.directory.joins(dora.id, "org-1")
    house.hear()
    assert refused(house, dora, vault_id, document_id) == "unverified"
    assert refused(house, Actor(id="operator:cli", kind="operator"), vault_id, document_id) == "no_consent"


def test_a_professional_sees_of_a_vault_their_own_consents_and_no_number(house: House) -> None:
    vault_id, awa = house.open_vault(phone="06 39 98 00 10")
    house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=terms(grantee=ORG2, actions=["print"])))
    seen = house.ask(CHLOE, v.GetVault(vault_id=vault_id))
    assert [c.terms.grantee.id for c in seen.consents] == ["org-2"]
    assert (seen.given_name, seen.phone, seen.actions) == ("Awa", "", ["print"])
