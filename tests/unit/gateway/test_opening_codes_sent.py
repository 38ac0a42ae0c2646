"""The code of a vault prepared from afar, sent by message when its professional asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from services.gateway.identity.remote_codes import LIVES
from shared.contracts.notifications import SendOpeningCode
from shared.contracts.shapes import Done
from shared.problems import Refused
from shared.rpc.call import Actor
from tests.unit.gateway.house import House
from tests.unit.gateway.many import FIELDS, WaitingRoom, enter
from tests.unit.gateway.test_remote_opening import PATH, a_code, raising, use


@pytest.fixture
def sent(house: House) -> Iterator[list[SendOpeningCode]]:
    """What notifications were asked to send."""
    asked: list[SendOpeningCode] = []

    def take(request: SendOpeningCode, _: Actor) -> Done:
        asked.append(request)
        return Done(id=request.code_id)

    house.caller.replies[SendOpeningCode] = take
    house.client.headers["Sec-Fetch-Site"] = "same-origin"
    WaitingRoom(house)
    yield asked
    del house.client.headers["Sec-Fetch-Site"]


def send(house: House, vault_id: str, headers: dict[str, str]) -> Any:
    return house.client.post(f"{PATH}/{vault_id}/codes/message", headers=headers)


@pytest.mark.feature("V1")
def test_what_is_sent_is_the_code_that_was_read_and_it_opens(
    house: House, sent: list[SendOpeningCode]
) -> None:
    headers = house.sign_up()
    code = a_code(house, headers)
    assert [send(house, code["vault_id"], headers).status_code for _ in range(2)] == [204, 204]
    assert {(one.vault_id, one.code) for one in sent} == {(code["vault_id"], code["code"])}
    assert len({one.code_id for one in sent}) == 1, "sent twice, it is one message"
    house.clock.move(timedelta(seconds=1))
    house.client.post(f"{PATH}/{code['vault_id']}/codes", headers=headers)
    send(house, code["vault_id"], headers)
    assert len({one.code_id for one in sent}) == 2, "another code is another message"
    assert use(house, sent[-1].code).status_code == 201


@pytest.mark.feature("V1")
def test_nobody_else_sends_it_nor_once_it_is_over_or_used(house: House, sent: list[SendOpeningCode]) -> None:
    headers = house.sign_up()
    used, over = a_code(house, headers), a_code(house, headers)
    other = house.sign_up(email="bruno@exemple.invalid")
    assert send(house, over["vault_id"], other).status_code == 404
    assert send(house, over["vault_id"], {}).status_code == 401
    assert use(house, used["code"]).status_code == 201
    assert send(house, used["vault_id"], headers).status_code == 404
    house.clock.move(LIVES)
    refusal = send(house, over["vault_id"], headers)
    assert (refusal.status_code, refusal.json()["code"], sent) == (422, "code_over", [])


def test_a_telephone_is_not_filled_with_messages(house: House, sent: list[SendOpeningCode]) -> None:
    headers = house.sign_up()
    vault_id = a_code(house, headers)["vault_id"]
    answers = [send(house, vault_id, headers).status_code for _ in range(8)]
    assert (answers[0], answers[-1]) == (204, 429)
    assert len(sent) < 6


def test_the_page_sends_it_says_so_and_says_when_it_could_not(
    house: House, sent: list[SendOpeningCode]
) -> None:
    enter(house)
    page = house.client.get("/coffres/a-distance").text
    grantee = re.findall(r'name="grantee" value="([^"]+)"', page)[0]
    form = {**FIELDS, "given_name": "Awa", "language": "fr", "grantee": grantee}
    told = house.client.post("/coffres/a-distance", data=form).text
    path = re.findall(r'action="(/coffres/a-distance/[^"/]+/sms)"', told)[0]
    assert "parti par SMS" in house.client.post(path, data={}).text
    house.caller.replies[SendOpeningCode] = raising(Refused("no_mobile"))
    again = house.client.post(path, data={})
    assert (again.status_code, "Aucun numéro de mobile" in again.text) == (422, True)
    assert sent[0].code in again.text, "it is still there to be read"
