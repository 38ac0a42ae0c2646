"""A phrase instead of a PIN, with the card or with a name of one's own; guessed no faster than a PIN."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.identity import key_card
from services.gateway.identity.passphrase import MAX_CHARS, MIN_CHARS, name_as_found, written
from services.gateway.identity.tables import ACCOUNT
from shared.problems import InvalidInput, Problem
from tests.unit.gateway.house import House
from tests.unit.gateway.many import FIELDS, WaitingRoom, enter

PHRASE = "la mésange mange du pain"
NAME = "Mésange bleue"


@pytest.fixture
def ours(house: House) -> Iterator[House]:
    house.client.headers["Sec-Fetch-Site"] = "same-origin"
    yield house
    del house.client.headers["Sec-Fetch-Site"]


def by_name(house: House, name: str, phrase: str) -> Any:
    return house.client.post("/api/v1/sessions", json={"name": name, "pin": phrase, "bearer": True})


def change(house: House, opened: dict[str, str], current: str, **new: str) -> Any:
    token = house.sign_in_by_card(opened["card"], current).json()["token"]
    path = f"/api/v1/vaults/{opened['vault_id']}/secret"
    body = {"current": current, **new}
    return house.client.put(path, json=body, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.feature("V1")
def test_a_vault_opened_with_a_phrase_opens_with_it_however_a_phone_writes_it(house: House) -> None:
    opened = house.open_vault(house.sign_up(), PHRASE)
    for typed in (PHRASE, "La  Mésange mange du pain ", "LA MÉSANGE MANGE DU PAIN"):
        assert house.sign_in_by_card(opened["card"], typed).status_code == 201
    assert house.sign_in_by_card(opened["card"], "la mésange mange du foin").status_code == 401


@pytest.mark.feature("V1")
@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("trop court", "phrase_too_short"),
        ("a" * 20, "phrase_too_simple"),
        ("papa papa papa papa", "phrase_too_simple"),
        ("abcdefghijklmnopq", "phrase_too_simple"),
        ("mot que " * 20, "phrase_too_long"),
    ],
)
def test_a_phrase_too_short_or_too_simple_opens_nothing(house: House, phrase: str, code: str) -> None:
    body = {"given_name": "Awa", "pin": phrase}
    answer = house.client.post("/api/v1/vaults", json=body, headers=house.sign_up())
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, code, "pin")


@pytest.mark.feature("V1")
def test_a_name_and_a_phrase_let_in_without_the_card_and_a_code_alone_does_not(house: House) -> None:
    opened = house.open_vault(house.sign_up())
    assert (
        change(house, opened, "4807", secret="9513", sign_in_name=NAME).json()["code"] == "name_needs_phrase"
    )
    assert change(house, opened, "4807", secret=PHRASE, sign_in_name=NAME).status_code == 200
    entered = by_name(house, "mesange BLEUE", PHRASE)
    assert (entered.status_code, entered.json()["account"]["id"]) == (201, opened["vault_id"])
    for name, phrase in ((NAME, "la mésange mange du foin"), ("Mésange verte", PHRASE), ("", PHRASE)):
        assert by_name(house, name, phrase).status_code in (401, 422)
    assert house.sign_in_by_card(opened["card"], PHRASE).status_code == 201
    assert house.sign_in_by_card(opened["card"], "4807").status_code == 401


def test_back_to_a_code_the_name_opens_nothing(house: House) -> None:
    opened = house.open_vault(house.sign_up())
    change(house, opened, "4807", secret=PHRASE, sign_in_name=NAME)
    assert change(house, opened, PHRASE, secret="9513").status_code == 200
    assert {by_name(house, NAME, secret).status_code for secret in (PHRASE, "9513")} == {401}


def test_a_name_is_one_persons_only(house: House) -> None:
    headers = house.sign_up()
    first, second = house.open_vault(headers), house.open_vault(headers)
    change(house, first, "4807", secret=PHRASE, sign_in_name=NAME)
    taken = change(house, second, "4807", secret=PHRASE, sign_in_name="mesangebleue")
    assert (taken.status_code, taken.json()["code"]) == (409, "sign_in_name_taken")
    assert house.sign_in_by_card(second["card"]).status_code == 201


@pytest.mark.feature("V1")
def test_nobody_lists_who_has_a_name_here_by_trying_them(house: House) -> None:
    headers = house.sign_up()
    first, second = house.open_vault(headers), house.open_vault(headers)
    change(house, first, "4807", secret=PHRASE, sign_in_name=NAME)
    secret, answers = "4807", []
    for n in range(6):
        tried = change(house, second, secret, secret=PHRASE, sign_in_name=NAME if n % 2 else f"Moineau {n}")
        answers.append(tried.status_code)
        secret = PHRASE if tried.is_success else secret
        house.clock.move(timedelta(minutes=1))
    assert answers == [200, 409, 200, 409, 429, 429]


def test_neither_a_stranger_nor_a_professional_nor_a_wrong_code_changes_it(house: House) -> None:
    headers = house.sign_up()
    opened, other = house.open_vault(headers), house.open_vault(headers)
    path = f"/api/v1/vaults/{opened['vault_id']}/secret"
    body = {"current": "4807", "secret": PHRASE}
    stranger = house.sign_in_by_card(other["card"]).json()["token"]
    for speaking in (headers, {"Authorization": f"Bearer {stranger}"}):
        assert house.client.put(path, json=body, headers=speaking).status_code == 403
    token = house.sign_in_by_card(opened["card"]).json()["token"]
    wrong = {**body, "current": "9513"}
    answer = house.client.put(path, json=wrong, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, house.sign_in_by_card(opened["card"]).status_code) == (401, 201)


def test_other_sessions_end_with_the_old_secret(house: House) -> None:
    opened = house.open_vault(house.sign_up())
    before = house.sign_in_by_card(opened["card"]).json()["token"]
    change(house, opened, "4807", secret=PHRASE)
    answer = house.client.get("/api/v1/me", headers={"Authorization": f"Bearer {before}"})
    assert answer.status_code == 401


def test_guesses_at_a_name_are_slowed_as_those_of_every_secret(house: House) -> None:
    opened = house.open_vault(house.sign_up())
    change(house, opened, "4807", secret=PHRASE, sign_in_name=NAME)
    assert [by_name(house, NAME, f"{PHRASE} {n}").status_code for n in range(5)][-1] == 429


def test_no_name_is_kept_in_clear(house: House) -> None:
    opened = house.open_vault(house.sign_up())
    change(house, opened, "4807", secret=PHRASE, sign_in_name=NAME)
    with house.engine.connect() as connection:
        query = sa.select(ACCOUNT).where(ACCOUNT.c.id == opened["vault_id"])
        row = str(connection.execute(query).one())
    assert "sange" not in row.casefold()


def test_the_pages_let_choose_a_phrase_change_it_and_come_in_with_it(ours: House) -> None:
    opened = ours.open_vault(ours.sign_up())
    ours.client.cookies.clear()
    ours.client.post("/connexion/carte", data={"card": opened["card"], "pin": "4807"})
    assert "Plutôt une phrase" in ours.client.get("/reglages/code").text
    chosen = {"current": "4807", "phrase": PHRASE, "phrase_again": PHRASE, "sign_in_name": NAME}
    differing = ours.client.post("/reglages/code", data={**chosen, "phrase_again": "autre"})
    assert differing.status_code == 422
    changed = ours.client.post("/reglages/code", data=chosen, follow_redirects=False)
    assert (changed.status_code, changed.headers["location"]) == (303, "/reglages?done=secret_changed")
    ours.client.cookies.clear()
    wrong = {"sign_in_name": NAME, "phrase": "la mésange mange du foin"}
    assert ours.client.post("/connexion/phrase", data=wrong).status_code == 401
    right = {"sign_in_name": NAME, "phrase": PHRASE}
    assert ours.client.post("/connexion/phrase", data=right, follow_redirects=False).status_code == 303
    ours.client.cookies.clear()
    with_card = {"card": opened["card"], "pin": "", "phrase": PHRASE}
    assert ours.client.post("/connexion/carte", data=with_card, follow_redirects=False).status_code == 303


def test_who_comes_from_afar_may_choose_a_phrase(ours: House) -> None:
    room, headers = WaitingRoom(ours), ours.sign_up()
    code = ours.client.post("/api/v1/remote-vaults", json={"given_name": "Awa"}, headers=headers).json()
    ours.client.cookies.clear()
    form = {"code": code["code"], "pin": "", "phrase": PHRASE, "phrase_again": PHRASE}
    assert ours.client.post("/ouvrir", data=form, follow_redirects=False).status_code == 303
    assert room.claimed == [code["vault_id"]]


def test_a_vault_is_opened_together_with_a_phrase_by_the_page(ours: House) -> None:
    enter(ours)
    page = ours.client.get("/coffres/nouveau").text
    grantee = page.split('name="grantee" value="')[1].split('"')[0]
    form = {**FIELDS, "given_name": "Awa", "language": "fr", "grantee": grantee}
    form |= {"phrase": PHRASE, "phrase_again": PHRASE}
    opened = ours.client.post("/coffres/nouveau", data=form, follow_redirects=False)
    assert opened.status_code == 303


@given(st.text(max_size=MAX_CHARS + 10))
def test_a_secret_is_good_or_refused_and_a_good_one_is_long_enough(secret: str) -> None:
    try:
        key_card.check_secret(secret)
    except Problem as why:
        assert isinstance(why, InvalidInput)  # noqa: PT017  # either outcome is right
        return
    assert len(written(secret)) >= (MIN_CHARS if any(c.isalpha() for c in secret) else 4)


@given(st.text(min_size=1, max_size=40))
def test_a_name_is_found_however_it_is_written(name: str) -> None:
    assert name_as_found(f" {name} ") == name_as_found(name)
