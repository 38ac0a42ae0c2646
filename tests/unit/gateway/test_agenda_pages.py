"""The person's calendar in their telephone, by the pages; and what a telephone gets at the secret address."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from services.gateway.identity.link_secrets import secret_hash
from shared.contracts.vault_calendar import (
    CalendarAddress,
    CalendarAddresses,
    CalendarFile,
    GiveCalendarAddress,
    ListCalendarAddresses,
    ReadCalendar,
    TakeCalendar,
    WithdrawCalendarAddress,
)
from shared.problems import NotFound, Refused
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.walker import Walker, done

ADDRESS = CalendarAddress(id="k1", given_at=NOW, until=NOW + timedelta(days=366), state="live")
FILE = CalendarFile(text="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


@pytest.fixture
def walker(house: House) -> Walker:
    walker = Walker(house)
    walker.enter_as_holder()
    house.caller.replies |= {
        TakeCalendar: lambda *_: FILE,
        ReadCalendar: lambda *_: FILE,
        GiveCalendarAddress: lambda *_: ADDRESS,
        ListCalendarAddresses: lambda *_: CalendarAddresses(addresses=[ADDRESS]),
        WithdrawCalendarAddress: done,
    }
    return walker


def test_the_file_of_all_or_of_one_is_taken(house: House, walker: Walker) -> None:
    assert "Mes rendez-vous dans mon téléphone" in walker.get("/rendez-vous")
    walker.post("/mon-agenda/fichier")
    assert walker.page.startswith("BEGIN:VCALENDAR")
    walker.post("/mon-agenda/fichier", appointment_id="a1")
    walker.post("/mon-agenda/fichier", series_id="s1")
    asked: list[Any] = [one.request for one in house.caller.all(TakeCalendar)]
    assert [(r.appointment_id, r.series_id) for r in asked] == [("", ""), ("a1", ""), ("", "s1")]


@pytest.mark.feature("S11")
def test_an_address_is_shown_once_read_by_a_telephone_and_stopped(house: House, walker: Walker) -> None:
    assert "Toujours à jour" in walker.get("/mon-agenda")
    page = walker.post("/mon-agenda", key=walker.key())
    (secret,) = re.findall(r"/agenda/([\w-]{32})\.ics", page)
    given: Any = house.caller.all(GiveCalendarAddress)[0].request
    assert given.secret_hash == secret_hash(secret)
    house.client.cookies.clear()
    answer = house.client.get(f"/agenda/{secret}.ics")
    assert (answer.status_code, answer.text) == (200, FILE.text)
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["cache-control"] == "no-store"
    asked = house.caller.all(ReadCalendar)[0]
    assert asked.request == ReadCalendar(secret_hash=given.secret_hash)
    assert asked.actor.kind == "anonymous"


@pytest.mark.feature("S11")
def test_an_address_that_opens_nothing_says_so_and_a_refused_one_is_told_on_the_page(
    house: House, walker: Walker
) -> None:
    def dead(*_: Any) -> Any:
        raise NotFound("calendar_dead", "Cette adresse d'agenda n'ouvre rien, ou n'ouvre plus rien.")

    def many(*_: Any) -> Any:
        raise Refused("too_many_addresses", "Arrêtez d'abord une adresse dont vous n'avez plus besoin.")

    assert "n'ouvre plus rien" in walker.post("/mon-agenda/k1/arret")
    house.caller.replies |= {ReadCalendar: dead, GiveCalendarAddress: many}
    assert house.client.get("/agenda/nothing.ics").status_code == 404
    assert "Arrêtez d'abord une adresse" in walker.post("/mon-agenda")
    assert walker.status == 422
