"""Many vaults from a list, by the API: checked, opened ten at a time, cards taken, first codes chosen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.many import WaitingRoom
from tests.unit.gateway.test_as_of_now import acts_for

PATH = "/api/v1/vault-batches"
ASKS = {
    "grantee": {"kind": "organisation", "id": "org-1", "name": "Service"},
    "scope": {"categories": ["identity"]},
    "actions": ["see"],
    "purpose": "rights",
    "until": (NOW + timedelta(days=365)).isoformat(),
}


def body(*names: str) -> dict[str, Any]:
    return {"people": [{"given_name": name} for name in names], "asks": ASKS}


def begin(house: House, headers: dict[str, str], *names: str) -> dict[str, Any]:
    answer = house.client.post(PATH, json=body(*names), headers=headers)
    assert answer.status_code == 201, answer.text
    batch: dict[str, Any] = answer.json()
    return batch


@pytest.mark.feature("V22", "V1")
def test_a_list_opens_vaults_whose_people_choose_their_codes(house: House) -> None:
    room, headers = WaitingRoom(house), house.sign_up()
    batch = begin(house, headers, *(f"Personne {n}" for n in range(12)))
    assert (batch["state"], room.opened) == ("preview", {})
    one = f"{PATH}/{batch['id']}"
    states = [house.client.post(f"{one}/openings", headers=headers).json()["state"] for _ in range(3)]
    assert (states, len(room.opened)) == (["opening", "done", "done"], 12)
    cards = house.client.get(f"{one}/cards", headers=headers).json()["cards"]
    assert [card["line"] for card in cards] == list(range(1, 13))
    first = {"card": cards[0]["card"], "pin": "4807", "bearer": True}
    assert house.sign_in_by_card(cards[0]["card"]).json()["code"] == "card_first_use"
    assert house.client.post("/api/v1/first-uses", json=first).status_code == 201
    assert house.client.post("/api/v1/first-uses", json=first).json()["code"] == "card_in_use"
    assert house.client.delete(f"{one}/cards", headers=headers).status_code == 204
    assert house.client.get(f"{one}/cards", headers=headers).json() == {"cards": []}
    assert house.client.post(f"{one}/cards", headers=headers).json()["cards"] == 11


@pytest.mark.feature("V22")
def test_another_professional_is_told_of_no_such_batch(house: House) -> None:
    WaitingRoom(house)
    one = f"{PATH}/{begin(house, house.sign_up(), 'Awa')['id']}"
    other = house.sign_up(email="bruno@exemple.invalid")
    for method, path in (("GET", one), ("POST", f"{one}/openings"), ("GET", f"{one}/cards")):
        assert house.client.request(method, path, headers=other).status_code == 404
    too_many = house.client.post(PATH, json=body(*["Awa"] * 201), headers=other)
    assert too_many.status_code in (400, 422)


@pytest.mark.feature("V22")
def test_who_left_the_service_of_a_list_neither_opens_nor_takes_nor_remakes_its_cards(house: House) -> None:
    room = WaitingRoom(house)
    acts_for(house, "org-1")
    headers = house.sign_up()
    one = f"{PATH}/{begin(house, headers, *(f'Personne {n}' for n in range(12)))['id']}"
    house.client.post(f"{one}/openings", headers=headers)
    before = house.client.get(f"{one}/cards", headers=headers).json()
    acts_for(house, "org-2")
    asked = [("POST", "openings"), ("GET", "cards"), ("POST", "cards")]
    for method, what in asked:
        answer = house.client.request(method, f"{one}/{what}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "opener_left")
    assert len(room.opened) == 10
    acts_for(house, "org-1")
    assert house.client.get(f"{one}/cards", headers=headers).json() == before, "nothing was remade"
    assert house.client.post(f"{one}/cards", headers=headers).json()["cards"] == 10
