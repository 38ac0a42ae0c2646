"""What an appointment is for, where, and when it is reminded: changed after it was made, and told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from services.vault.adapters.export.words import sentence
from services.vault.domain.appointment import Appointment
from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.contracts import vault_calendar as k
from shared.contracts.vault_appointment_facts import AppointmentRemindersChosen
from shared.contracts.vault_facts import AppointmentMoved
from shared.contracts.vault_series import GetSeries, Rhythm, ScheduleSeries
from shared.contracts.vault_terms import Scope
from shared.ids import new_id
from shared.problems import InvalidInput, NotAllowed, NotFound, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, NOW, House, terms
from tests.unit.vault.test_appointments import NOTIFICATIONS, schedule

SECRET = "ab" * 32
VISITOR = Actor(id="anonymous", kind="anonymous")
NIR = "2 69 05 49 588 157 80"


def amend(house: House, actor: Actor, made: a.Appointment, vault_id: str, **changes: Any) -> a.Appointment:
    request = a.AmendAppointment(vault_id=vault_id, appointment_id=made.id, **changes)
    amended: a.Appointment = house.ask(actor, request, key=changes.pop("key", ""))
    return amended


def chosen(house: House) -> list[list[int]]:
    """The leads of each fact that says that they were chosen anew."""
    facts = house.uses.log.read_facts(0, 500).facts
    told = [f.read(AppointmentRemindersChosen) for f in facts if f.type == AppointmentRemindersChosen.TYPE]
    return [one.lead_hours for one in told]


@pytest.mark.feature("S1", "V11")
def test_what_it_is_for_where_and_its_reminders_are_changed_and_she_reads_what_changed(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = schedule(house, AGNES, vault_id)
    now = amend(
        house, BRUNO, made, vault_id, title=" Radio (démo) ", place_name="Cabinet (démo)", lead_hours=[2, 48]
    )
    assert (now.title, now.place_name, now.lead_hours) == ("Radio (démo)", "Cabinet (démo)", [48, 2])
    assert (now.starts_local, now.state) == (made.starts_local, "scheduled")
    assert house.ask(awa, a.ListAppointments(vault_id=vault_id)).appointments == [now]
    told = house.log_of(vault_id)[-2]
    assert (told.kind, told.actor, told.title) == ("appointment_amended", BRUNO.display, "Radio (démo)")
    assert [(c.what, c.before, c.after) for c in told.changes] == [
        ("title", "Consultation (démo)", "Radio (démo)"),
        ("place_name", "Centre (démo)", "Cabinet (démo)"),
        ("lead_hours", "24, 3", "48, 2"),
    ]
    body = {"actor": "Bruno Fictive", "title": "Radio", "title_before": "Soin", "place_name_before": "Ici"}
    assert sentence("appointment_amended", body) == (
        "Bruno Fictive a changé un rendez-vous : Radio (avant : Soin) ; lieu : aucun (avant : Ici)"
    )
    (leads,) = chosen(house)
    assert leads == [48, 2]
    assert b"mo)" not in b"".join(data for _, data in house.facts())


@pytest.mark.feature("S1")
def test_only_what_is_given_changes_so_that_two_people_at_once_lose_nothing(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = schedule(house, awa, vault_id)
    amend(house, AGNES, made, vault_id, title="Radio (démo)")
    amend(house, BRUNO, made, vault_id, place_name="")
    house.ask(
        BRUNO, a.MoveAppointment(vault_id=vault_id, appointment_id=made.id, starts_local="2030-07-16T11:00")
    )
    last = amend(house, awa, made, vault_id, lead_hours=[2])
    assert (last.title, last.place_name, last.lead_hours) == ("Radio (démo)", "", [2])
    assert last.starts_local == "2030-07-16T11:00"
    house.ask(
        AGNES, a.MoveAppointment(vault_id=vault_id, appointment_id=made.id, starts_local="2030-07-17T11:00")
    )
    moved = [f for f in house.uses.log.read_facts(0, 500).facts if f.type == AppointmentMoved.TYPE][-1]
    assert moved.read(AppointmentMoved).lead_hours == [2], "what is told anew is told whole"


def test_the_same_again_changes_nothing_and_tells_nothing_new(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = schedule(house, awa, vault_id)
    for _ in range(2):
        amend(house, AGNES, made, vault_id, title="Radio (démo)", lead_hours=[24, 3, 3])
    amend(house, AGNES, made, vault_id)
    again = a.AmendAppointment(vault_id=vault_id, appointment_id=made.id, place_name="Cabinet (démo)")
    assert house.ask(AGNES, again, key="same") == house.ask(AGNES, again, key="same")
    kinds = [line.kind for line in house.log_of(vault_id)]
    assert kinds.count("appointment_amended") == 2
    assert chosen(house) == [], "the reminders were as they are"


@pytest.mark.feature("S11")
def test_her_calendar_follows_with_a_higher_sequence(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = schedule(house, awa, vault_id)
    house.ask(awa, k.GiveCalendarAddress(vault_id=vault_id, secret_hash=SECRET))

    def read() -> list[Any]:
        texts = [
            house.ask(awa, k.TakeCalendar(vault_id=vault_id)).text,
            house.ask(VISITOR, k.ReadCalendar(secret_hash=SECRET)).text,
        ]
        return [event for text in texts for event in Calendar.from_ical(text).walk("VEVENT")]

    assert [int(event["SEQUENCE"]) for event in read()] == [0, 0]
    house.clock.move(timedelta(hours=1))
    house.hear()
    amend(house, AGNES, made, vault_id, title="Radio (démo)", place_name="Cabinet (démo)")
    mine, told = read()
    assert (str(mine["SUMMARY"]), str(mine["LOCATION"])) == ("Radio (démo)", "Cabinet (démo)")
    assert (str(told["SUMMARY"]), "LOCATION" in told) == ("Rendez-vous", False)
    assert [int(event["SEQUENCE"]) for event in (mine, told)] == [1, 1]
    assert mine.decoded("LAST-MODIFIED") == NOW + timedelta(hours=1)
    house.ask(
        awa, a.MoveAppointment(vault_id=vault_id, appointment_id=made.id, starts_local="2030-07-16T11:00")
    )
    assert [int(event["SEQUENCE"]) for event in read()] == [2, 2]


@pytest.mark.feature("S2")
def test_what_cannot_be_is_refused_naming_the_box(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = schedule(house, awa, vault_id, starts_local="2030-05-02T20:00", zone="UTC", lead_hours=[24])
    for change, field, code in (
        ({"title": "  "}, "title", "missing"),
        ({"title": f"Sécu {NIR}"}, "title", "nir"),
        ({"place_name": NIR}, "place_name", "nir"),
        ({"lead_hours": [48, 24]}, "lead_hours", "reminder_past"),
    ):
        with pytest.raises((InvalidInput, Refused)) as refusal:
            amend(house, awa, made, vault_id, **change)
        assert (refusal.value.field, refusal.value.code) == (field, code)
    assert house.ask(awa, a.ListAppointments(vault_id=vault_id)).appointments == [made]
    house.clock.move(timedelta(hours=13))
    kept = amend(house, awa, made, vault_id, lead_hours=[24, 2])
    assert kept.lead_hours == [24, 2], "one that was chosen before may have passed"


@pytest.mark.feature("S1")
def test_cancelled_or_begun_it_changes_no_more(house: House) -> None:
    vault_id, awa = house.open_vault()
    gone, begun = (schedule(house, awa, vault_id, starts_local="2030-05-02T10:00") for _ in range(2))
    house.ask(awa, a.CancelAppointment(vault_id=vault_id, appointment_id=gone.id))
    house.clock.move(timedelta(days=2))
    for made, code in ((gone, "appointment_cancelled"), (begun, "appointment_begun")):
        for change in ({"title": "x"}, {"lead_hours": [1]}):
            with pytest.raises(Refused) as refusal:
                amend(house, awa, made, vault_id, **change)
            assert refusal.value.code == code


@pytest.mark.feature("S1", "V12")
def test_who_is_not_let_in_changes_nothing_and_is_in_her_log(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(scope=Scope(categories=["identity"])))
    made = schedule(house, awa, vault_id)
    for actor, code in ((BRUNO, "scope"), (CHLOE, "no_consent")):
        with pytest.raises(NotAllowed) as refusal:
            amend(house, actor, made, vault_id, title="x")
        assert refusal.value.code == code
        assert house.log_of(vault_id)[-1].kind == "access_refused"
    other, nour = house.open_vault()
    with pytest.raises(NotFound):
        house.ask(nour, a.AmendAppointment(vault_id=other, appointment_id=made.id, title="x"))


@pytest.mark.feature("S1")
def test_after_the_end_of_the_sharing_a_colleague_changes_nothing(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = schedule(house, AGNES, vault_id, starts_local="2030-12-15T10:00")
    house.clock.move(timedelta(days=91))
    house.hear()
    with pytest.raises(NotAllowed) as refusal:
        amend(house, AGNES, made, vault_id, title="x")
    assert refusal.value.code == "consent_expired"
    assert amend(house, awa, made, vault_id, title="À moi (démo)").title == "À moi (démo)"


def test_who_may_add_and_not_see_changes_what_they_added_alone(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(actions=["add"]))
    hers, mine = schedule(house, awa, vault_id), schedule(house, BRUNO, vault_id)
    with pytest.raises(NotAllowed) as refusal:
        amend(house, BRUNO, hers, vault_id, title="x")
    assert refusal.value.code == "action"
    assert amend(house, BRUNO, mine, vault_id, title="Radio (démo)").title == "Radio (démo)"


def test_a_reminder_tells_the_place_as_it_is_now(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = schedule(house, awa, vault_id)
    house.ask(awa, v.SetReach(vault_id=vault_id, phone="0639980010", place_name_in_sms=True))
    amend(house, awa, made, vault_id, place_name="Cabinet (démo)")
    reach = house.ask(NOTIFICATIONS, a.GetReach(vault_id=vault_id, appointment_id=made.id))
    assert reach.place_name == "Cabinet (démo)"


def test_a_series_keeps_its_name_when_one_date_has_another(house: House) -> None:
    vault_id, awa = house.open_vault()
    weekly = ScheduleSeries(
        vault_id=vault_id, title="Atelier (démo)", starts_local="2030-10-21T18:30", rhythm=Rhythm(count=3)
    )
    series = house.ask(awa, weekly)
    amend(house, awa, series.occurrences[0].appointment, vault_id, title="Fête (démo)")
    shown = house.ask(awa, GetSeries(vault_id=vault_id, series_id=series.id))
    assert shown.title == "Atelier (démo)"
    assert shown.occurrences[0].appointment.title == "Fête (démo)"


LEADS = st.lists(st.integers(1, 168), min_size=1, max_size=5)
WORDS = st.sampled_from(["Radio (démo)", "Soin (démo)"])


@given(st.lists(st.tuples(WORDS, WORDS, LEADS), max_size=6), LEADS)
def test_whatever_is_changed_the_last_word_stands_and_each_event_changes_something(
    changes: list[tuple[str, str, list[int]]], first: list[int]
) -> None:
    appointment = Appointment.schedule(
        new_id(),
        vault_id=new_id(),
        title="Soin (démo)",
        place_name="",
        starts_local="2030-07-15T10:00",
        zone="UTC",
        lead_hours=first,
        scheduled_by="pro",
        now=NOW,
    )
    for title, place_name, leads in changes:
        before = (
            (appointment.title, appointment.place_name, list(appointment.lead_hours)),
            appointment.version,
        )
        appointment.amend(title, place_name, NOW)
        appointment.choose_reminders(leads, NOW)
        after = (title, place_name, sorted(set(leads), reverse=True))
        assert (appointment.title, appointment.place_name, appointment.lead_hours) == after
        told = (before[0][:2] != after[:2]) + (before[0][2] != after[2])
        assert appointment.version == before[1] + told
