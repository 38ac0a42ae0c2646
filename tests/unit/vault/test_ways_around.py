"""Doors beside the door: what one way in must never lend to another."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from shared.contracts import vault as v
from shared.contracts import vault_consents as c
from shared.contracts import vault_mandates as m
from shared.contracts.vault_acts import DrawUpAct
from shared.contracts.vault_emergency import OpenEmergency
from shared.contracts.vault_recovery import BeginRecovery, EndRecovery
from shared.contracts.vault_terms import Grantee, Scope
from shared.problems import NotAllowed, Refused
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, House, terms


def own(actor_id: str, name: str) -> Grantee:
    return Grantee(kind="professional", id=actor_id, name=name)


def test_an_emergency_lets_nobody_replace_a_card_or_a_pin(house: House) -> None:
    vault_id, _ = house.open_vault()
    house.ask(
        CHLOE, OpenEmergency(vault_id=vault_id, reason="grave_danger", account="Chute (exemple)", minutes=60)
    )
    assert house.ask(CHLOE, v.GetVault(vault_id=vault_id)).given_name == "Awa"
    for request in (
        BeginRecovery(vault_id=vault_id, lost="pin"),
        EndRecovery(vault_id=vault_id, lost="pin", outcome="done"),
    ):
        with pytest.raises(NotAllowed) as refusal:
            house.ask(CHLOE, request)
        assert refusal.value.code == "no_consent"
    assert [line.kind for line in house.log_of(vault_id)].count("access_refused") == 2


def test_who_passes_a_consent_on_to_themselves_loses_it_when_they_leave(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(reshare=True))
    document_id = house.deposit(awa, vault_id).id
    (first,) = house.ask(awa, v.GetVault(vault_id=vault_id)).consents
    given = terms(grantee=own(BRUNO.id, "Bruno Fictive"))
    house.ask(BRUNO, c.ReshareConsent(vault_id=vault_id, consent_id=first.id, terms=given))
    house.clock.move(timedelta(minutes=1))
    house.directory.leaves(BRUNO.id, "org-1")
    house.hear()
    with pytest.raises(NotAllowed) as refusal:
        house.see(BRUNO, vault_id, document_id)
    assert refusal.value.code == "grantee_left"


def test_one_of_another_service_to_whom_it_was_passed_on_loses_it_with_theirs(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(reshare=True))
    document_id = house.deposit(awa, vault_id).id
    (first,) = house.ask(awa, v.GetVault(vault_id=vault_id)).consents
    given = terms(grantee=own(CHLOE.id, "Chloé Fictive"))
    house.ask(BRUNO, c.ReshareConsent(vault_id=vault_id, consent_id=first.id, terms=given))
    assert house.see(CHLOE, vault_id, document_id)
    house.clock.move(timedelta(minutes=1))
    house.directory.leaves(CHLOE.id, "org-2")
    house.hear()
    with pytest.raises(NotAllowed):
        house.see(CHLOE, vault_id, document_id)


def test_who_is_excepted_learns_nothing_of_that_consent_by_another_way(house: House) -> None:
    vault_id, awa = house.open_vault()
    secret = house.deposit(awa, vault_id, category="health", title="Ordonnance secrète").id
    named = terms(scope=Scope(documents=[secret]), excepted=[BRUNO.id])
    house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=named))
    alone = terms(grantee=own(BRUNO.id, "Bruno Fictive"), actions=["see"])
    house.ask(awa, v.GrantConsent(vault_id=vault_id, terms=alone))
    (first, *_) = house.ask(awa, v.GetVault(vault_id=vault_id)).consents
    house.ask(awa, c.ExceptMember(vault_id=vault_id, consent_id=first.id, professional_id=BRUNO.id))
    assert [one.terms for one in house.ask(BRUNO, v.GetVault(vault_id=vault_id)).consents] == [alone]
    assert "Ordonnance secrète" not in house.ask(BRUNO, DrawUpAct(vault_id=vault_id)).text
    assert "Ordonnance secrète" in house.ask(AGNES, DrawUpAct(vault_id=vault_id)).text


def test_a_mandate_whose_decision_was_taken_back_is_not_confirmed(house: House) -> None:
    house.directory.joins(AGNES.id, "org-1", role="manager")
    house.hear()
    vault_id = str(uuid4())
    mandate = m.MandateTerms(
        kind="tutelle",
        representative=own(BRUNO.id, "Bruno Fictive"),
        scope=Scope(categories=["identity"]),
        actions=["see"],
        since=house.clock.now(),
        until=house.clock.now() + timedelta(days=30),
        court="Tribunal (exemple)",
        reference="RG 00/00000",
    )
    house.ask(BRUNO, m.OpenRepresentedVault(vault_id=vault_id, given_name="Awa", mandate=mandate))
    house.ask(BRUNO, m.RecordMandate(vault_id=vault_id, mandate=mandate))
    (one, other) = house.ask(BRUNO, m.ListMandates(vault_id=vault_id)).mandates
    decision = house.deposit(BRUNO, vault_id, category="justice", title="Jugement")
    for mandate_id in (one.id, other.id):
        attach = m.AttachDecision(vault_id=vault_id, mandate_id=mandate_id, document_id=decision.id)
        house.ask(BRUNO, attach)
    house.ask(BRUNO, c.WithdrawDocument(vault_id=vault_id, document_id=decision.id))
    for mandate_id in (one.id, other.id):
        with pytest.raises(Refused) as refusal:
            house.ask(AGNES, m.ConfirmMandate(vault_id=vault_id, mandate_id=mandate_id))
        assert refusal.value.code == "decision_missing"
