"""A vault is opened with a key card and a PIN; the card may be lost, revoked, made again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.vault import GetVault, OpenVault, Vault
from shared.problems import Conflict, Refused, Unavailable
from tests.unit.gateway.house import House

BODY = {"given_name": "Awa", "pin": "4807"}


def raising(problem: Exception) -> Any:
    def answer(*_: Any) -> Any:
        raise problem

    return answer


@pytest.mark.feature("V1")
def test_a_vault_opens_without_email_and_its_card_and_pin_let_the_person_in(house: House) -> None:
    opened = house.open_vault(house.sign_up())
    answer = house.sign_in_by_card(opened["card"])
    assert answer.status_code == 201
    assert answer.json()["account"] == {"id": opened["vault_id"], "kind": "holder"}
    asked = house.caller.all(OpenVault)[0]
    assert (asked.actor.kind, asked.actor.display, asked.actor.verified) == (
        "professional",
        "Agnès Démonstration",
        True,
    )


@pytest.mark.feature("V1")
def test_a_wrong_pin_does_not_let_in(house: House) -> None:
    opened = house.open_vault(house.sign_up())
    answer = house.sign_in_by_card(opened["card"], "9513")
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")


def test_a_card_typed_wrong_is_told_before_any_guess_is_counted(house: House) -> None:
    for _ in range(8):
        answer = house.sign_in_by_card("0000-0000-0000-0000-0000-0000-0000")
        assert (answer.status_code, answer.json()["field"]) == (422, "card")


def test_a_pin_too_simple_opens_nothing(house: House) -> None:
    headers = house.sign_up()
    answer = house.client.post("/api/v1/vaults", json={**BODY, "pin": "1234"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "pin_too_simple")
    assert house.caller.all(OpenVault) == []


def test_a_vault_that_is_refused_leaves_no_account(house: House) -> None:
    headers = house.sign_up() | {"Idempotency-Key": "opening-1"}
    house.caller.replies[OpenVault] = raising(Refused("unverified"))
    assert house.client.post("/api/v1/vaults", json=BODY, headers=headers).status_code == 422
    del house.caller.replies[OpenVault]
    answer = house.client.post("/api/v1/vaults", json=BODY, headers=headers)
    assert house.sign_in_by_card(answer.json()["card"]).status_code == 201


def test_an_opening_whose_answer_was_lost_is_sent_again_and_gives_a_card(house: House) -> None:
    headers = house.sign_up() | {"Idempotency-Key": "opening-1"}
    house.caller.replies[OpenVault] = raising(Unavailable("no_reply"))
    assert house.client.post("/api/v1/vaults", json=BODY, headers=headers).status_code == 503
    del house.caller.replies[OpenVault]
    answer = house.client.post("/api/v1/vaults", json=BODY, headers=headers)
    assert house.sign_in_by_card(answer.json()["card"]).status_code == 201
    sent = house.caller.all(OpenVault)
    assert sent[0].key == sent[1].key
    assert sent[0].request == sent[1].request


def test_another_opening_under_the_same_key_takes_nothing_from_the_first(house: House) -> None:
    headers = house.sign_up() | {"Idempotency-Key": "opening-1"}
    first = house.client.post("/api/v1/vaults", json=BODY, headers=headers).json()
    house.caller.replies[OpenVault] = raising(Conflict("key_reused"))
    other = {"given_name": "Bakary", "pin": "7391"}
    assert house.client.post("/api/v1/vaults", json=other, headers=headers).status_code == 409
    assert house.sign_in_by_card(first["card"]).status_code == 201


def test_an_opening_once_used_cannot_be_replayed_for_another_card(house: House) -> None:
    headers = house.sign_up() | {"Idempotency-Key": "opening-1"}
    first = house.client.post("/api/v1/vaults", json=BODY, headers=headers).json()
    assert house.sign_in_by_card(first["card"]).status_code == 201
    answer = house.client.post("/api/v1/vaults", json={**BODY, "pin": "7391"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "vault_already_opened")


@pytest.mark.feature("V1")
def test_a_new_card_revokes_the_old_one_which_is_told_plainly(house: House) -> None:
    opened = house.open_vault(house.sign_up())
    token = house.sign_in_by_card(opened["card"]).json()["token"]
    mine = {"Authorization": f"Bearer {token}"}
    house.caller.replies[GetVault] = lambda request, _actor: Vault(
        id=request.vault_id, given_name="Awa", family_name="", language="fr"
    )
    path = f"/api/v1/vaults/{opened['vault_id']}/card"
    assert house.client.post(path, json={"pin": "9513"}, headers=mine).status_code == 401
    new = house.client.post(path, json={"pin": "4807"}, headers=mine).json()["card"]
    refused = house.sign_in_by_card(opened["card"])
    assert (refused.status_code, refused.json()["code"]) == (401, "card_revoked")
    assert house.sign_in_by_card(new).status_code == 201


def test_a_professional_cannot_make_the_persons_card_again(house: House) -> None:
    headers = house.sign_up()
    opened = house.open_vault(headers)
    path = f"/api/v1/vaults/{opened['vault_id']}/card"
    assert house.client.post(path, json={"pin": "4807"}, headers=headers).status_code == 403


@pytest.mark.feature("V1")
def test_the_cards_page_is_for_its_opener_and_for_fifteen_minutes(house: House) -> None:
    headers = house.sign_up()
    opened = house.open_vault(headers)
    page = house.client.get(opened["card_page"], headers=headers)
    assert "<svg" in page.text
    assert opened["card"] in page.text
    other = house.sign_up(email="bruno@exemple.invalid")
    assert house.client.get(opened["card_page"], headers=other).status_code == 404
    house.clock.move(timedelta(minutes=15))
    assert house.client.get(opened["card_page"], headers=headers).status_code == 404


def test_a_printed_card_is_forgotten_at_once(house: House) -> None:
    headers = house.sign_up()
    opened = house.open_vault(headers)
    house.client.post(opened["card_page"], headers=headers, follow_redirects=False)
    assert house.client.get(opened["card_page"], headers=headers).status_code == 404


def test_neither_card_nor_pin_is_in_the_database(house: House) -> None:
    opened = house.open_vault(house.sign_up())
    kept = b"".join(f.read_bytes() for f in house.folder.glob("gateway.db*"))
    assert opened["card"].encode() not in kept
    assert opened["card"].replace("-", "").encode() not in kept
