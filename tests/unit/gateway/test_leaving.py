"""A professional erases their own account: by the page and the API, against the password, once."""

from __future__ import annotations

import pytest

from services.gateway.identity.forgetting import holds_anything
from shared.contracts.directory_leaving import RetireProfessional
from shared.contracts.shapes import Done
from shared.problems import Refused
from tests.unit.gateway.house import PASSWORD, House

BODY = {"password": PASSWORD, "confirmation": "EFFACER"}


def gone(house: House) -> bool:
    with house.engine.connect() as connection:
        return not holds_anything(connection, next(iter(house.caller.profiles)))


def erase(house: House, headers: dict[str, str], **changes: str) -> int:
    answer = house.client.request("DELETE", "/api/v1/accounts/me", json=BODY | changes, headers=headers)
    return answer.status_code


@pytest.mark.feature("W4")
def test_the_account_its_sessions_and_cards_to_print_go_once_the_directory_agreed(house: House) -> None:
    house.caller.replies[RetireProfessional] = lambda _request, actor: Done(id=actor.id)
    headers = house.sign_up()
    opened = house.open_vault(headers)
    assert erase(house, headers) == 204
    assert gone(house)
    assert house.client.get("/api/v1/me", headers=headers).status_code == 401
    assert house.client.get(opened["card_page"], headers=headers, follow_redirects=False).status_code == 303
    assert house.sign_in_by_card(opened["card"]).status_code == 201  # the person's own account stays


@pytest.mark.feature("W4")
def test_a_wrong_password_or_the_last_manager_erases_nothing(house: House) -> None:
    def last_manager(_request: object, _actor: object) -> Done:
        raise Refused("last_manager", "Nommez d'abord un autre responsable.")

    house.caller.replies[RetireProfessional] = last_manager
    headers = house.sign_up()
    assert erase(house, headers, password="une autre phrase") == 401
    assert not house.caller.all(RetireProfessional)
    assert erase(house, headers) == 422
    assert erase(house, headers, confirmation="OUI") == 422
    assert not gone(house)


def test_the_page_says_what_stays_and_asks_for_the_word(house: House) -> None:
    house.caller.replies[RetireProfessional] = lambda _request, actor: Done(id=actor.id)
    headers = house.sign_up()
    page = house.client.get("/compte/effacer", headers=headers).text
    assert "journal" in page
    wrong = {"password": PASSWORD, "confirmation": "non"}
    assert house.client.post("/compte/effacer", data=wrong, headers=headers).status_code == 422
    assert not gone(house)
    answer = house.client.post("/compte/effacer", data=BODY, headers=headers, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/connexion?done=account_erased")
    assert gone(house)
