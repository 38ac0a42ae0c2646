"""Who may stand by a person who lost their card or PIN: decided by the vault, twice, and always logged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.contracts import vault as v
from shared.contracts.vault_recovery import BeginRecovery, EndRecovery
from shared.problems import NotAllowed
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, House, holder, professional


def test_a_professional_of_a_live_follow_up_may_and_it_is_logged(house: House) -> None:
    vault_id, _ = house.open_vault()
    house.ask(BRUNO, BeginRecovery(vault_id=vault_id, lost="pin"))
    house.ask(BRUNO, EndRecovery(vault_id=vault_id, lost="pin", outcome="wrong_proof"))
    house.ask(BRUNO, EndRecovery(vault_id=vault_id, lost="pin", outcome="done"))
    told = [(line.kind, line.actor) for line in house.log_of(vault_id) if "recovery" in line.kind]
    name = BRUNO.display
    assert told == [("recovery_begun", name), ("recovery_failed", name), ("recovery_done", name)]


def test_who_follows_nothing_or_is_not_verified_or_is_the_person_may_not(house: House) -> None:
    vault_id, _ = house.open_vault()
    for actor in (CHLOE, professional("Zoé", "org-1", verified=False), holder(vault_id)):
        for request in (
            BeginRecovery(vault_id=vault_id, lost="card"),
            EndRecovery(vault_id=vault_id, lost="card", outcome="done"),
        ):
            with pytest.raises(NotAllowed):
                house.ask(actor, request)
    refused = [line for line in house.log_of(vault_id) if line.kind == "access_refused"]
    assert len(refused) == 4


@pytest.mark.feature("V18")
def test_a_key_sent_again_is_an_attempt_of_its_own_and_opens_nothing_once_the_consent_ended(
    house: House,
) -> None:
    vault_id, awa = house.open_vault()
    steps = (
        BeginRecovery(vault_id=vault_id, lost="pin"),
        EndRecovery(vault_id=vault_id, lost="pin", outcome="done"),
    )
    for _ in range(2):
        for step in steps:
            house.ask(AGNES, step, key=type(step).__name__)
    told = [line.kind for line in house.log_of(vault_id) if "recovery" in line.kind]
    assert told == ["recovery_begun", "recovery_done"] * 2, "a guess under a key used before is told too"
    consent = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0]
    house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent.id))
    for step in steps:
        with pytest.raises(NotAllowed):
            house.ask(AGNES, step, key=type(step).__name__)


@pytest.mark.parametrize("how", ["withdrawn", "ended"])
def test_a_consent_that_ends_in_between_stops_the_recovery(house: House, how: str) -> None:
    vault_id, awa = house.open_vault()
    house.ask(AGNES, BeginRecovery(vault_id=vault_id, lost="pin"))
    consent = house.ask(awa, v.GetVault(vault_id=vault_id)).consents[0]
    if how == "withdrawn":
        house.ask(awa, v.RevokeConsent(vault_id=vault_id, consent_id=consent.id))
    else:
        house.clock.move(timedelta(days=91))
    with pytest.raises(NotAllowed):
        house.ask(AGNES, EndRecovery(vault_id=vault_id, lost="pin", outcome="done"))


def test_an_erased_vault_is_recovered_by_nobody(house: House) -> None:
    vault_id, awa = house.open_vault()
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    with pytest.raises(NotAllowed):
        house.ask(AGNES, BeginRecovery(vault_id=vault_id, lost="pin"))
