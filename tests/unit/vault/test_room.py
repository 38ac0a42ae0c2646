"""A vault has so much room and no more: refused at the door when full, and again when two arrive at once."""

from __future__ import annotations

import pytest

from services.vault.domain.room import Room
from shared.contracts import vault as v
from shared.problems import Refused
from tests.unit.vault.house import PDF, House

PREVIEW_BYTES = len(b"preview of ") + len(PDF)


def narrow(house: House, documents: int, size_bytes: int) -> None:
    house.room = Room(documents, size_bytes)
    house.open()


@pytest.mark.feature("V17")
def test_a_full_vault_refuses_at_the_door_and_the_list_tells_the_room(house: House) -> None:
    narrow(house, documents=2, size_bytes=1_000_000)
    vault_id, awa = house.open_vault()
    for _ in range(2):
        house.deposit(awa, vault_id)
    with pytest.raises(Refused) as refusal:
        house.begin(awa, vault_id)
    assert refusal.value.code == "vault_full"
    room = house.ask(awa, v.ListDocuments(vault_id=vault_id)).room
    assert (room.documents, room.documents_max, room.size_bytes_max) == (2, 2, 1_000_000)
    assert room.size_bytes == 2 * (len(PDF) + PREVIEW_BYTES)


def test_a_paper_too_heavy_for_the_room_left_leaves_nothing(house: House) -> None:
    vault_id, awa = house.open_vault()
    house.deposit(awa, vault_id)
    before = sorted(path for path in (house.root / "blobs").rglob("*") if path.is_file())
    narrow(house, documents=500, size_bytes=len(PDF) + PREVIEW_BYTES + 10)
    with pytest.raises(Refused) as refusal:
        house.deposit(awa, vault_id)
    assert refusal.value.code == "vault_too_heavy"
    assert sorted(path for path in (house.root / "blobs").rglob("*") if path.is_file()) == before


def test_of_two_deposits_begun_together_only_what_fits_is_kept(house: House) -> None:
    narrow(house, documents=1, size_bytes=1_000_000)
    vault_id, awa = house.open_vault()
    first, second = (house.stage(house.begin(awa, vault_id), vault_id, PDF + bytes([n])) for n in (1, 2))
    house.ask(awa, first)
    with pytest.raises(Refused):
        house.ask(awa, second)
    assert len(house.ask(awa, v.ListDocuments(vault_id=vault_id)).documents) == 1


def test_a_professional_is_not_told_how_much_the_vault_holds(house: House) -> None:
    from tests.unit.vault.house import AGNES

    vault_id, _ = house.open_vault()
    assert house.ask(AGNES, v.ListDocuments(vault_id=vault_id)).room is None
