"""Guessing is slow for whoever guesses, and for nobody else: not the owner, not who shares an address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.contracts.vault import GetVault, Vault
from tests.unit.gateway.house import PASSWORD, House
from tests.unit.gateway.test_attempts import sign_in

PIN, WRONG = "4807", "9513"


def by_card(house: House, card: str, pin: str, device: str = "", **more: Any) -> Any:
    house.client.cookies.clear()
    if device:
        house.client.cookies.set("maillon-device", device)
    return house.client.post("/api/v1/sessions", json={"card": card, "pin": pin, **more})


def guess_until_stopped(house: House, card: str) -> int:
    """How many PINs a stranger tries on a copied card before being stopped, one a minute."""
    tried = 0
    while by_card(house, card, WRONG).status_code != 429:
        house.clock.move(timedelta(minutes=1))
        tried += 1
    return tried


def test_the_owners_telephone_enters_while_a_stranger_guesses_the_pin_of_a_copied_card(house: House) -> None:
    card = house.open_vault(house.sign_up())["card"]
    assert by_card(house, card, PIN).status_code == 201
    device = house.client.cookies["maillon-device"]
    assert guess_until_stopped(house, card) <= 6
    assert by_card(house, card, PIN).status_code == 429
    assert by_card(house, card, PIN, device).status_code == 201


def test_those_who_share_an_address_with_a_stranger_who_guesses_still_enter(house: House) -> None:
    house.sign_up()
    assert sign_in(house, PASSWORD).status_code == 201
    device = house.client.cookies["maillon-device"]
    house.client.cookies.clear()
    stopped = False
    for number in range(70):  # a shelter's wifi, a mobile operator: one address for many
        body = {"email": f"personne{number}@exemple.invalid", "password": "au hasard"}
        stopped = house.client.post("/api/v1/sessions", json=body).status_code == 429
    assert stopped
    house.client.cookies.set("maillon-device", device)
    assert sign_in(house, PASSWORD).status_code == 201


def test_at_most_ten_pins_an_hour_are_tried_by_every_way_there_is(house: House) -> None:
    opened = house.open_vault(house.sign_up())
    card, path = opened["card"], f"/api/v1/vaults/{opened['vault_id']}/card"
    token = by_card(house, card, PIN, bearer=True).json()["token"]
    by_card(house, card, PIN)
    device = house.client.cookies["maillon-device"]
    house.caller.replies[GetVault] = lambda request, _actor: Vault(
        id=request.vault_id, given_name="Awa", family_name="", language="fr"
    )
    tried = 0
    for _ in range(20):  # a thief with the card, the telephone and an open session
        again = house.client.post(path, json={"pin": WRONG}, headers={"Authorization": f"Bearer {token}"})
        answers = (again, by_card(house, card, WRONG, device), by_card(house, card, WRONG))
        tried += [answer.status_code for answer in answers].count(401)
        house.clock.move(timedelta(minutes=1))
    assert 0 < tried <= 10


def test_a_new_card_ends_the_sessions_that_the_lost_one_had_opened(house: House) -> None:
    opened = house.open_vault(house.sign_up())
    thief, mine = (
        {"Authorization": f"Bearer {by_card(house, opened['card'], PIN, bearer=True).json()['token']}"}
        for _ in range(2)
    )
    house.caller.replies[GetVault] = lambda request, _actor: Vault(
        id=request.vault_id, given_name="Awa", family_name="", language="fr"
    )
    path = f"/api/v1/vaults/{opened['vault_id']}/card"
    assert house.client.get("/api/v1/me", headers=thief).status_code == 200
    assert house.client.post(path, json={"pin": PIN}, headers=mine).status_code == 201
    assert house.client.get("/api/v1/me", headers=thief).status_code == 401
    assert house.client.get("/api/v1/me", headers=mine).status_code == 200
