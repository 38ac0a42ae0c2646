"""A lost card, a forgotten PIN: replaced at once beside a professional, never without what is left."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from services.gateway.identity.key_card import new_card
from services.gateway.identity.tables import CARD_PAGE
from shared.contracts.vault_facts import VaultErased
from shared.contracts.vault_recovery import BeginRecovery, EndRecovery
from shared.problems import NotAllowed
from tests.unit.gateway.house import House
from tests.unit.gateway.test_erased_vaults import hear
from tests.unit.gateway.walker import Walker, done, furnish


def opened(house: House) -> tuple[dict[str, str], dict[str, str]]:
    headers = house.sign_up()
    house.caller.replies |= {BeginRecovery: done, EndRecovery: done}
    return headers, house.open_vault(headers)


def recover(house: House, headers: dict[str, str], vault_id: str, what: str, **body: str) -> Any:
    return house.client.post(f"/api/v1/vaults/{vault_id}/recovery/{what}", json=body, headers=headers)


def outcomes(house: House) -> list[str]:
    return [asked.request.outcome for asked in house.caller.all(EndRecovery)]  # type: ignore[attr-defined]


@pytest.mark.feature("V18")
def test_a_forgotten_pin_is_replaced_against_the_card_and_sessions_end(house: House) -> None:
    headers, vault = opened(house)
    before = house.sign_in_by_card(vault["card"]).json()["token"]
    answer = recover(house, headers, vault["vault_id"], "pin", card=vault["card"], pin="7391")
    assert answer.status_code == 201, answer.text
    assert house.client.get("/api/v1/me", headers={"Authorization": f"Bearer {before}"}).status_code == 401
    assert house.sign_in_by_card(vault["card"]).status_code == 401
    assert house.sign_in_by_card(vault["card"], "7391").status_code == 201
    assert outcomes(house) == ["done"]


@pytest.mark.feature("V18")
def test_a_lost_card_is_replaced_against_the_pin_and_opens_nothing_more(house: House) -> None:
    headers, vault = opened(house)
    answer = recover(house, headers, vault["vault_id"], "card", pin="4807")
    assert answer.status_code == 201, answer.text
    assert house.sign_in_by_card(vault["card"]).json()["code"] == "card_revoked"
    assert house.sign_in_by_card(answer.json()["card"]).status_code == 201


@pytest.mark.feature("V18")
def test_without_what_is_left_nothing_is_replaced_and_the_vault_is_told(house: House) -> None:
    headers, vault = opened(house)
    other = house.open_vault(headers, pin="9513")
    for card in (new_card(), other["card"]):
        answer = recover(house, headers, vault["vault_id"], "pin", card=card, pin="7391")
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_card")
    assert recover(house, headers, vault["vault_id"], "card", pin="9513").status_code == 401
    assert outcomes(house) == ["wrong_proof"] * 3
    assert house.sign_in_by_card(vault["card"]).status_code == 201


@pytest.mark.feature("V18")
def test_whom_the_vault_refuses_learns_nothing_of_the_card_or_the_pin(house: House) -> None:
    headers, vault = opened(house)

    def no(*_: object) -> None:
        raise NotAllowed("no_consent")

    house.caller.replies[BeginRecovery] = no
    answers = [
        recover(house, headers, vault["vault_id"], "pin", card=card, pin="7391").json()["code"]
        for card in (vault["card"], new_card())
    ]
    assert answers == ["no_consent"] * 2
    assert house.sign_in_by_card(vault["card"]).status_code == 201


def test_the_vault_decides_again_before_anything_is_replaced(house: House) -> None:
    headers, vault = opened(house)

    def no(*_: object) -> None:
        raise NotAllowed("consent_revoked")

    house.caller.replies[EndRecovery] = no
    assert recover(house, headers, vault["vault_id"], "card", pin="4807").status_code == 403
    assert house.sign_in_by_card(vault["card"]).status_code == 201


def test_guesses_are_throttled_with_the_owners_own(house: House) -> None:
    headers, vault = opened(house)
    answers = [recover(house, headers, vault["vault_id"], "card", pin="9513").status_code for _ in range(8)]
    assert answers[:2] == [401, 401]
    assert answers[-1] == 429
    cards = [
        recover(house, headers, vault["vault_id"], "pin", card=new_card(), pin="7391").status_code
        for _ in range(9)
    ]
    assert cards[-1] == 429
    assert house.sign_in_by_card(vault["card"]).status_code == 201


def test_a_simple_pin_or_a_holder_goes_nowhere(house: House) -> None:
    headers, vault = opened(house)
    answer = recover(house, headers, vault["vault_id"], "pin", card=vault["card"], pin="1234")
    assert (answer.status_code, answer.json()["code"]) == (422, "pin_too_simple")
    mine = {"Authorization": f"Bearer {house.sign_in_by_card(vault['card']).json()['token']}"}
    assert recover(house, mine, vault["vault_id"], "card", pin="4807").status_code == 403


@pytest.mark.feature("V18")
def test_the_page_does_both_and_shows_the_new_card_to_print(house: House) -> None:
    _headers, vault = opened(house)
    walker = Walker(house)
    furnish(house, vault["vault_id"])
    walker.post("/connexion", email="agnes@exemple.invalid", password="une phrase assez longue")
    address = f"/coffre/{vault['vault_id']}/secours"
    assert "Carte perdue ou code oublié" in walker.get(address)
    walker.post(f"{address}/code", card=vault["card"], pin="7391", pin_again="7392")
    assert walker.status == 422
    told = walker.post(f"{address}/code", card=vault["card"], pin="7391", pin_again="7391")
    assert "Le nouveau code marche" in told
    walker.get(address)
    assert "<svg" in walker.post(f"{address}/carte", old_pin="7391", key=walker.key())
    assert walker.path.startswith("/carte/")
    hear(house, VaultErased(vault_id=vault["vault_id"]))
    with house.engine.connect() as connection:
        assert connection.execute(sa.select(CARD_PAGE.c.opener_id)).all() == [], "a card to print goes too"
