"""A vault opened from afar: a code read on the phone, the person's own PIN, and nothing for who guesses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from services.gateway.identity.remote_codes import LIVES, TRIES_MAX
from shared.contracts.shapes import Done
from shared.contracts.vault_waiting import ClaimVault, OpenWaitingVault
from shared.problems import NotAllowed, Refused, Unavailable
from shared.rpc.call import Actor
from tests.unit.gateway.house import House
from tests.unit.gateway.many import FIELDS, WaitingRoom, enter
from tests.unit.gateway.test_as_of_now import acts_for

PATH = "/api/v1/remote-vaults"
USES = "/api/v1/code-uses"
BODY = {"given_name": "Awa"}


@pytest.fixture
def room(house: House) -> Iterator[WaitingRoom]:
    house.client.headers["Sec-Fetch-Site"] = "same-origin"
    yield WaitingRoom(house)
    del house.client.headers["Sec-Fetch-Site"]


def a_code(house: House, headers: dict[str, str]) -> dict[str, str]:
    answer = house.client.post(PATH, json=BODY, headers=headers)
    assert answer.status_code == 201, answer.text
    code: dict[str, str] = answer.json()
    return code


def use(house: House, code: str, pin: str = "4807") -> Any:
    return house.client.post(USES, json={"code": code, "pin": pin, "bearer": True})


def wrong(code: str) -> str:
    return code[:-1] + str((int(code[-1]) + 1) % 10)


@pytest.mark.feature("V1")
def test_the_person_types_the_code_they_were_read_chooses_their_pin_and_is_in(
    house: House, room: WaitingRoom
) -> None:
    code = a_code(house, house.sign_up())
    assert re.fullmatch(r"\d{4} \d{4} \d{4}", code["code"])
    (asked,) = room.opened.values()
    assert (asked.manner, asked.consent) == ("code", None)
    entered = use(house, code["code"].replace(" ", "-"))
    assert (entered.status_code, room.claimed) == (201, [code["vault_id"]])
    assert house.sign_in_by_card(entered.json()["card"]).status_code == 201


@pytest.mark.feature("V1")
def test_a_wrong_unknown_spent_or_late_code_all_get_the_same_answer(house: House, room: WaitingRoom) -> None:
    headers = house.sign_up()
    spent, late = a_code(house, headers), a_code(house, headers)
    assert use(house, spent["code"]).status_code == 201
    house.clock.move(LIVES)
    live = a_code(house, headers)
    answers = [use(house, c) for c in (wrong(live["code"]), "0" * 12, "12", spent["code"], late["code"])]
    assert {(a.status_code, a.json()["code"]) for a in answers} == {(401, "code_wrong")}
    assert len(room.claimed) == 1


@pytest.mark.feature("V1")
def test_after_five_tries_the_right_code_opens_nothing(house: House, room: WaitingRoom) -> None:
    code = a_code(house, house.sign_up())["code"]
    for _ in range(TRIES_MAX):
        assert use(house, wrong(code)).json()["code"] == "code_wrong"
        house.clock.move(timedelta(minutes=1))
    house.clock.move(timedelta(minutes=20))
    answer = use(house, code).json()["code"]
    assert (answer in ("code_wrong", "too_many_attempts"), room.claimed) == (True, [])


def test_guesses_are_slowed_as_those_of_every_secret(house: House, room: WaitingRoom) -> None:
    code = a_code(house, house.sign_up())["code"]
    codes = [use(house, wrong(code)).status_code for _ in range(5)]
    assert codes[-1] == 429


def test_the_answer_lost_the_same_code_and_pin_give_another_card_and_another_pin_nothing(
    house: House, room: WaitingRoom
) -> None:
    code = a_code(house, house.sign_up())["code"]
    first, second = use(house, code), use(house, code)
    assert (first.status_code, second.status_code) == (201, 201)
    assert house.sign_in_by_card(first.json()["card"]).json()["code"] == "card_revoked"
    assert use(house, code, "9513").json()["code"] == "code_wrong"
    assert house.sign_in_by_card(second.json()["card"]).status_code == 201


def test_another_code_ends_the_one_before_and_only_for_who_opened(house: House, room: WaitingRoom) -> None:
    headers = house.sign_up()
    code = a_code(house, headers)
    other = house.sign_up(email="bruno@exemple.invalid")
    again = f"{PATH}/{code['vault_id']}/codes"
    assert house.client.post(again, headers=other).status_code == 404
    fresh = house.client.post(again, headers=headers).json()
    assert use(house, code["code"]).json()["code"] == "code_wrong"
    assert use(house, fresh["code"]).status_code == 201
    assert house.client.post(again, headers=headers).json()["code"] == "vault_claimed"


def test_a_claim_cut_in_two_is_finished_by_the_same_code_and_pin(house: House, room: WaitingRoom) -> None:
    code = a_code(house, house.sign_up())["code"]
    replies: dict[Any, Any] = house.caller.replies
    kind = next(k for k in replies if k.__name__ == "ClaimVault")
    replies[kind] = raising(Unavailable("no_reply"))
    assert use(house, code).status_code == 503
    replies[kind] = room.claim
    assert use(house, code).status_code == 201


def test_what_the_vault_refuses_leaves_no_code(house: House, room: WaitingRoom) -> None:
    headers = house.sign_up() | {"Idempotency-Key": "call-1"}
    house.caller.replies[OpenWaitingVault] = raising(NotAllowed("grantee_not_yours"))
    assert house.client.post(PATH, json=BODY, headers=headers).status_code == 403
    house.caller.replies[OpenWaitingVault] = room.open
    assert use(house, a_code(house, headers)["code"]).status_code == 201


def test_the_same_opening_sent_again_is_one_vault_and_gives_a_code_that_works(
    house: House, room: WaitingRoom
) -> None:
    headers = house.sign_up() | {"Idempotency-Key": "call-1"}
    first, second = a_code(house, headers), a_code(house, headers)
    assert (first["vault_id"], len(room.opened)) == (second["vault_id"], 1)
    assert use(house, second["code"]).status_code == 201


def test_a_vault_over_before_its_person_came_is_told_so(house: House, room: WaitingRoom) -> None:
    code = a_code(house, house.sign_up())["code"]
    kind = next(k for k in house.caller.replies if k.__name__ == "ClaimVault")
    house.caller.replies[kind] = raising(Refused("waiting_over"))
    assert use(house, code).json()["code"] == "waiting_over"
    assert use(house, code).json()["code"] == "code_wrong"


def test_the_pages_of_both_sides_of_the_call(house: House, room: WaitingRoom) -> None:
    enter(house)
    page = house.client.get("/coffres/a-distance").text
    form = {
        **FIELDS,
        "given_name": "Awa",
        "language": "fr",
        "grantee": re.findall(r'name="grantee" value="([^"]+)"', page)[0],
    }
    told = house.client.post("/coffres/a-distance", data=form)
    code = re.findall(r'class="spoken-code"[^>]*>([\d ]+)<', told.text)[0]
    (vault_id,) = room.opened
    again = house.client.post(f"/coffres/a-distance/{vault_id}", data={}).text
    fresh = re.findall(r'class="spoken-code"[^>]*>([\d ]+)<', again)[0]
    house.client.cookies.clear()
    chosen = {"code": code, "pin": "4807", "pin_again": "4807"}
    assert house.client.post("/ouvrir", data=chosen).status_code == 401
    differing = {**chosen, "code": fresh, "pin_again": "4808"}
    assert house.client.post("/ouvrir", data=differing).status_code == 422
    card = house.client.post("/ouvrir", data={**chosen, "code": fresh})
    assert "Gardez cette carte" in card.text
    assert room.claimed == [vault_id]


def test_a_code_over_is_no_longer_shown_to_who_opened(house: House, room: WaitingRoom) -> None:
    enter(house)
    page = house.client.get("/coffres/a-distance").text
    form = {
        **FIELDS,
        "given_name": "Awa",
        "language": "fr",
        "grantee": re.findall(r'name="grantee" value="([^"]+)"', page)[0],
    }
    house.client.post("/coffres/a-distance", data=form)
    house.clock.move(LIVES)
    (vault_id,) = room.opened
    told = house.client.get(f"/coffres/a-distance/{vault_id}").text
    assert ("Ce code est terminé" in told, "spoken-code" in told) == (True, False)


def raising(problem: Exception) -> Any:
    def answer(*_: Any) -> Any:
        raise problem

    return answer


@pytest.mark.feature("V1")
def test_who_opened_gets_no_other_code_once_the_person_is_in_whatever_was_cut(
    house: House, room: WaitingRoom
) -> None:
    headers = house.sign_up() | {"Idempotency-Key": "call-1"}
    code = a_code(house, headers)

    def claimed_unheard(request: ClaimVault, actor: Actor) -> Done:
        room.claim(request, actor)
        raise Unavailable("no_reply")

    house.caller.replies[ClaimVault] = claimed_unheard
    assert use(house, code["code"]).status_code == 503
    again = house.client.post(f"{PATH}/{code['vault_id']}/codes", headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "vault_claimed")
    assert house.client.post(PATH, json=BODY, headers=headers).json()["code"] == "vault_claimed"
    house.caller.replies[ClaimVault] = room.claim
    assert use(house, code["code"]).status_code == 201


def test_the_same_opening_sent_again_with_a_correction_is_refused_and_the_vault_keeps_its_account(
    house: House, room: WaitingRoom
) -> None:
    headers = house.sign_up() | {"Idempotency-Key": "call-1"}
    code = a_code(house, headers)
    corrected = house.client.post(PATH, json={"given_name": "Ava"}, headers=headers)
    assert corrected.status_code == 409
    fresh = house.client.post(f"{PATH}/{code['vault_id']}/codes", headers=headers)
    assert fresh.status_code == 201, fresh.text
    assert use(house, fresh.json()["code"]).status_code == 201


@pytest.mark.feature("V22")
def test_who_left_the_service_that_a_vault_was_prepared_for_gets_no_other_code(
    house: House, room: WaitingRoom
) -> None:
    acts_for(house, "org-1")
    enter(house)
    headers = {"Idempotency-Key": "call-1"}
    code = a_code(house, headers)
    again, page = f"{PATH}/{code['vault_id']}/codes", f"/coffres/a-distance/{code['vault_id']}"
    assert house.client.post(again).status_code == 201
    acts_for(house, "org-2")
    for refused in (house.client.post(again), house.client.get(page), house.client.post(page)):
        assert refused.status_code == 403
    assert house.client.post(again).json()["code"] == "opener_left"
    acts_for(house, "org-2", "org-1")
    assert house.client.post(again).status_code == 201
