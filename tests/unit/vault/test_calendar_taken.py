"""A calendar that leaves the vault: a file for the person; an address that tells when, never what for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from services.vault.application import calendar_address_shown
from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.contracts import vault_calendar as k
from shared.contracts.vault_series import Rhythm, ScheduleSeries, Series
from shared.problems import NotAllowed, NotFound, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, House, holder

SECRET = "ab" * 32
VISITOR = Actor(id="anonymous", kind="anonymous")


def furnished(house: House) -> tuple[str, Actor, a.Appointment, Series]:
    """A vault with an appointment in La Réunion and a series in Paris over the change of hour."""
    vault_id, awa = house.open_vault()
    one = a.ScheduleAppointment(
        vault_id=vault_id,
        title="Consultation (démo)",
        place_name="Centre (démo)",
        starts_local="2030-07-15T10:00",
        zone="Indian/Reunion",
    )
    weekly = ScheduleSeries(
        vault_id=vault_id,
        title="Atelier; cuisine, (démo)",
        starts_local="2030-10-21T18:30",
        rhythm=Rhythm(count=2),
    )
    return vault_id, awa, house.ask(AGNES, one), house.ask(AGNES, weekly)


def events(text: str) -> list[Any]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


@pytest.mark.feature("S1")
def test_the_person_takes_one_a_series_or_all_at_the_hour_of_the_place(house: House) -> None:
    vault_id, awa, one, series = furnished(house)
    take = k.TakeCalendar(vault_id=vault_id)
    text = house.ask(awa, take).text
    told = [(str(e["SUMMARY"]), e.decoded("DTSTART")) for e in events(text)]
    assert [summary for summary, _ in told] == ["Consultation (démo)", *["Atelier; cuisine, (démo)"] * 2]
    assert [at.astimezone(UTC).hour for _, at in told] == [6, 16, 17], "UTC: summer, then winter"
    assert "DTSTART;TZID=Indian/Reunion:20300715T100000" in text
    assert str(events(text)[0]["LOCATION"]) == "Centre (démo)"
    alone = house.ask(awa, k.TakeCalendar(vault_id=vault_id, appointment_id=one.id)).text
    assert [str(e["UID"]) for e in events(alone)] == [f"{one.id}@maillon"]
    assert len(events(house.ask(awa, k.TakeCalendar(vault_id=vault_id, series_id=series.id)).text)) == 2
    assert [line.kind for line in house.log_of(vault_id)].count("calendar_taken") == 3
    house.ask(awa, a.CancelAppointment(vault_id=vault_id, appointment_id=one.id))
    assert len(events(house.ask(awa, take).text)) == 2
    other, nour = house.open_vault()
    assert events(house.ask(nour, k.TakeCalendar(vault_id=other)).text) == []


@pytest.mark.feature("S11")
def test_an_address_tells_when_and_where_only_if_she_lets_it_be_said(house: House) -> None:
    vault_id, awa, *_ = furnished(house)
    house.ask(awa, k.GiveCalendarAddress(vault_id=vault_id, secret_hash=SECRET))
    read = k.ReadCalendar(secret_hash=SECRET)
    text = house.ask(VISITOR, read).text
    assert [str(e["SUMMARY"]) for e in events(text)] == ["Rendez-vous"] * 3
    for word in ("Consultation", "Atelier", "Centre", "Awa", "Exemple", "Agn", vault_id):
        assert word not in text
    assert b"Awa" not in repr(house.facts()).encode()
    house.ask(awa, v.SetReach(vault_id=vault_id, phone="", language="en", place_name_in_sms=True))
    text = house.ask(VISITOR, read).text
    assert "Centre" in text
    assert "SUMMARY:Appointment" in text
    told = [line for line in house.log_of(vault_id) if line.kind == "calendar_read"]
    assert [(line.actor, line.organisation) for line in told] == [("", "")], "one line an address and day"


@pytest.mark.feature("S11")
def test_stopped_ended_unknown_or_erased_an_address_answers_alike(house: House) -> None:
    vault_id, awa, *_ = furnished(house)
    given = house.ask(awa, k.GiveCalendarAddress(vault_id=vault_id, secret_hash=SECRET))
    read = k.ReadCalendar(secret_hash=SECRET)
    answers = []

    def refused(request: k.ReadCalendar) -> None:
        with pytest.raises(NotFound) as refusal:
            house.ask(VISITOR, request)
        answers.append((refusal.value.code, refusal.value.detail))

    refused(k.ReadCalendar(secret_hash="cd" * 32))
    stop = k.WithdrawCalendarAddress(vault_id=vault_id, address_id=given.id)
    for _ in range(2):
        house.ask(awa, stop)
    refused(read)
    house.ask(awa, k.GiveCalendarAddress(vault_id=vault_id, secret_hash="ef" * 32))
    other = k.ReadCalendar(secret_hash="ef" * 32)
    house.clock.move(timedelta(days=k.ADDRESS_DAYS))
    refused(other)
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    refused(read)
    assert len(set(answers)) == 1
    parts = house.uses.do.list_calendar_addresses.parts
    assert parts.of_vault(UUID(vault_id), "calendar", 9) == []


@pytest.mark.feature("S11")
def test_only_the_person_gives_lists_and_stops_addresses_and_a_few_at_a_time(house: House) -> None:
    vault_id, awa, *_ = furnished(house)
    for number in range(k.LIVE_ADDRESSES_MAX):
        house.ask(awa, k.GiveCalendarAddress(vault_id=vault_id, secret_hash=f"{number:064x}"))
    with pytest.raises(Refused) as refusal:
        house.ask(awa, k.GiveCalendarAddress(vault_id=vault_id, secret_hash=SECRET))
    assert refusal.value.code == "too_many_addresses"
    listed = house.ask(awa, k.ListCalendarAddresses(vault_id=vault_id)).addresses
    assert [one.state for one in listed] == ["live"] * k.LIVE_ADDRESSES_MAX
    other, nour = house.open_vault()
    with pytest.raises(NotFound):
        house.ask(nour, k.WithdrawCalendarAddress(vault_id=other, address_id=listed[0].id))
    for actor in (AGNES, nour, VISITOR):
        for request in (
            k.TakeCalendar(vault_id=vault_id),
            k.GiveCalendarAddress(vault_id=vault_id, secret_hash=SECRET),
            k.ListCalendarAddresses(vault_id=vault_id),
            k.WithdrawCalendarAddress(vault_id=vault_id, address_id=listed[0].id),
        ):
            with pytest.raises(NotAllowed):
                house.ask(actor, request)
            assert house.log_of(vault_id)[-1].kind == "access_refused"


def test_an_hour_that_a_change_skips_is_the_one_after_in_the_file_too(house: House) -> None:
    vault_id, awa = house.open_vault()
    night = datetime.combine(date(2031, 3, 30), time(2, 30)).isoformat(timespec="minutes")
    house.ask(awa, a.ScheduleAppointment(vault_id=vault_id, title="Nuit (démo)", starts_local=night))
    (event,) = events(house.ask(holder(vault_id), k.TakeCalendar(vault_id=vault_id)).text)
    assert event.decoded("DTSTART").hour == 3


@pytest.mark.feature("S1")
def test_an_address_that_lives_never_falls_out_of_the_list_where_it_is_stopped(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_address_shown, "LISTED_MAX", 4)
    vault_id, awa = house.open_vault()

    def give(number: int) -> k.CalendarAddress:
        given: k.CalendarAddress = house.ask(
            awa, k.GiveCalendarAddress(vault_id=vault_id, secret_hash=f"{number:064x}")
        )
        return given

    first = give(0)
    for number in range(1, 4):
        house.ask(awa, k.WithdrawCalendarAddress(vault_id=vault_id, address_id=give(number).id))
    with pytest.raises(Refused) as refusal:
        give(4)
    assert refusal.value.code == "too_many_addresses"
    listed = house.ask(awa, k.ListCalendarAddresses(vault_id=vault_id)).addresses
    assert first.id in [one.id for one in listed if one.state == "live"]
    house.clock.move(timedelta(days=k.ADDRESS_DAYS))
    assert give(4).state == "live"
