"""Erasing dies after the key and before the rest: nobody else is troubled, and asking again ends it."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from services.vault.domain.vault import Vault
from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.problems import NotAllowed, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, House

NOTIFICATIONS = Actor(id="service:notifications", kind="service")


@pytest.fixture
def half_erased(house: House) -> tuple[str, Actor, str, str]:
    """A vault whose key is destroyed and whose end is not stored: the process died in between."""
    vault_id, awa = house.open_vault()
    document_id = house.deposit(awa, vault_id).id
    made = house.ask(
        AGNES, a.ScheduleAppointment(vault_id=vault_id, title="Essai", starts_local="2030-07-15T10:00")
    )
    house.keys.destroy(UUID(vault_id))
    house.open()
    return vault_id, awa, document_id, made.id


def test_its_name_is_in_no_list_and_the_others_are(
    house: House, half_erased: tuple[str, Actor, str, str]
) -> None:
    other_id, _ = house.open_vault(given_name="Fatou")
    assert [p.vault_id for p in house.ask(BRUNO, v.ListFollowUps()).people] == [other_id]


def test_it_refuses_everyone_as_an_erased_vault_does(
    house: House, half_erased: tuple[str, Actor, str, str]
) -> None:
    vault_id, awa, document_id, appointment_id = half_erased
    for request in (
        v.GetVault(vault_id=vault_id),
        v.OpenDocument(vault_id=vault_id, document_id=document_id),
        v.ListDocuments(vault_id=vault_id),
        a.ListAppointments(vault_id=vault_id),
    ):
        with pytest.raises(NotAllowed):
            house.ask(BRUNO, request)
        with pytest.raises(Refused) as refusal:
            house.ask(awa, request)
        assert refusal.value.code == "vault_erased"
    reach = house.ask(NOTIFICATIONS, a.GetReach(vault_id=vault_id, appointment_id=appointment_id))
    assert (reach.live, reach.phone) == (False, "")


def test_the_person_finishes_it_by_asking_again(
    house: House, half_erased: tuple[str, Actor, str, str]
) -> None:
    vault_id, awa, _, _ = half_erased
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    assert house.uses.log.load(Vault, UUID(vault_id)).erased
    left: list[Path] = [p for p in (house.root / "blobs").rglob("*") if p.is_file()]
    assert left == []
