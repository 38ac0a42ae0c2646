"""Appointments: scheduled where they take place, moved, cancelled; and what a reminder may know of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from services.vault.adapters.tables import APPOINTMENT_VIEW
from services.vault.domain.appointment import APPOINTMENTS_MAX
from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.contracts.vault_facts import AppointmentMoved, AppointmentScheduled
from shared.contracts.vault_terms import Scope
from shared.problems import InvalidInput, NotAllowed, NotFound, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, House, terms

NOTIFICATIONS = Actor(id="service:notifications", kind="service")


def schedule(house: House, actor: Actor, vault_id: str, **changes: Any) -> a.Appointment:
    fields = {
        "title": "Consultation (démo)",
        "place_name": "Centre (démo)",
        "starts_local": "2030-07-15T10:00",
        "zone": "Indian/Reunion",
        "lead_hours": [3, 24, 24],
        **changes,
    }
    made: a.Appointment = house.ask(actor, a.ScheduleAppointment(vault_id=vault_id, **fields))
    return made


def test_an_appointment_is_scheduled_in_the_time_of_its_place_and_told_without_words(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = schedule(house, AGNES, vault_id)
    assert made.starts_at == datetime(2030, 7, 15, 6, 0, tzinfo=UTC)
    assert house.ask(awa, a.ListAppointments(vault_id=vault_id)).appointments == [made]
    (fact,) = [f for f in house.uses.log.read_facts(0, 100).facts if f.type == AppointmentScheduled.TYPE]
    told = fact.read(AppointmentScheduled)
    assert (told.vault_id, told.appointment_id) == (vault_id, made.id)
    assert (told.starts_local, told.zone, told.lead_hours) == ("2030-07-15T10:00", "Indian/Reunion", [24, 3])
    assert b"mo)" not in bytes(fact.data)


def test_an_appointment_is_moved_then_cancelled_for_good(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = schedule(house, awa, vault_id)
    move = a.MoveAppointment(vault_id=vault_id, appointment_id=made.id, starts_local="2030-07-16T11:00")
    moved = house.ask(AGNES, move)
    assert (moved.starts_local, moved.zone) == ("2030-07-16T11:00", "Indian/Reunion")
    assert house.ask(AGNES, move).starts_local == "2030-07-16T11:00"
    assert [kind for kind, _ in house.facts()].count(AppointmentMoved.TYPE) == 1
    cancel = a.CancelAppointment(vault_id=vault_id, appointment_id=made.id)
    house.ask(awa, cancel)
    assert house.ask(awa, a.ListAppointments(vault_id=vault_id)).appointments[0].state == "cancelled"
    for again in (cancel, move):
        with pytest.raises(Refused) as refusal:
            house.ask(awa, again)
        assert refusal.value.code == "appointment_cancelled"


def test_a_time_that_is_past_or_malformed_is_refused_naming_the_field(house: House) -> None:
    vault_id, awa = house.open_vault()
    for change, field in (
        ({"starts_local": "2030-04-30T10:00"}, "starts_local"),
        ({"starts_local": "demain"}, "starts_local"),
        ({"zone": "Europe/Lyon"}, "zone"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            schedule(house, awa, vault_id, **change)
        assert refusal.value.field == field


def test_without_the_part_appointments_one_schedules_nothing_and_sees_none(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(scope=Scope(categories=["identity"])))
    made = schedule(house, awa, vault_id)
    for request in (
        a.ScheduleAppointment(vault_id=vault_id, title="x", starts_local="2030-07-15T10:00"),
        a.MoveAppointment(vault_id=vault_id, appointment_id=made.id, starts_local="2030-07-15T11:00"),
        a.CancelAppointment(vault_id=vault_id, appointment_id=made.id),
    ):
        with pytest.raises(NotAllowed) as refusal:
            house.ask(BRUNO, request)
        assert refusal.value.code == "scope"
    assert house.ask(BRUNO, a.ListAppointments(vault_id=vault_id)).appointments == []
    with pytest.raises(NotAllowed):
        house.ask(CHLOE, a.ListAppointments(vault_id=vault_id))


def test_who_may_add_and_not_see_moves_and_cancels_what_they_added_alone(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(actions=["add"]))
    hers, mine = schedule(house, awa, vault_id), schedule(house, BRUNO, vault_id)
    for request in (
        a.MoveAppointment(vault_id=vault_id, appointment_id=hers.id, starts_local=hers.starts_local),
        a.CancelAppointment(vault_id=vault_id, appointment_id=hers.id),
    ):
        with pytest.raises(NotAllowed) as refusal:
            house.ask(BRUNO, request)
        assert refusal.value.code == "action"
        assert house.log_of(vault_id)[-1].kind == "access_refused"
    house.ask(BRUNO, a.CancelAppointment(vault_id=vault_id, appointment_id=mine.id))


def test_another_vaults_appointment_is_not_found_here(house: House) -> None:
    (mine, awa), (other, nour) = house.open_vault(), house.open_vault()
    made = schedule(house, nour, other)
    with pytest.raises(NotFound):
        house.ask(awa, a.CancelAppointment(vault_id=mine, appointment_id=made.id))


def test_a_reminder_knows_number_and_language_and_the_place_only_if_the_person_said_so(house: House) -> None:
    vault_id, awa = house.open_vault(phone="06 39 98 00 10", language="fa")
    made = schedule(house, awa, vault_id)
    ask = a.GetReach(vault_id=vault_id, appointment_id=made.id)
    reach = house.ask(NOTIFICATIONS, ask)
    assert (reach.phone, reach.language, reach.place_name) == ("+33639980010", "fa", "")
    assert (reach.live, reach.starts_at) == (True, made.starts_at)
    house.ask(awa, v.SetReach(vault_id=vault_id, phone="0639980010", place_name_in_sms=True))
    assert house.ask(NOTIFICATIONS, ask).place_name == "Centre (démo)"
    house.ask(awa, a.CancelAppointment(vault_id=vault_id, appointment_id=made.id))
    gone = house.ask(NOTIFICATIONS, ask)
    assert (gone.live, gone.phone) == (False, "")
    unknown = a.GetReach(vault_id=str(uuid4()), appointment_id=made.id)
    assert house.ask(NOTIFICATIONS, unknown).live is False


def test_nobody_but_the_reminders_is_told_the_number(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = schedule(house, awa, vault_id)
    for actor in (awa, AGNES, Actor(id="service:directory", kind="service")):
        with pytest.raises(NotAllowed):
            house.ask(actor, a.GetReach(vault_id=vault_id, appointment_id=made.id))
    for actor in (awa, AGNES):
        with pytest.raises(NotAllowed):
            house.ask(actor, v.ReadFacts())
    assert house.ask(NOTIFICATIONS, v.ReadFacts()).head > 0


def test_a_vault_takes_a_finite_number_of_appointments_and_its_neighbour_is_not_concerned(
    house: House,
) -> None:
    vault_id, awa = house.open_vault()
    rows = [
        {"appointment_id": uuid4(), "vault_id": UUID(vault_id), "position": number}
        for number in range(1, APPOINTMENTS_MAX)
    ]
    with house.database.views.begin() as connection:
        connection.execute(sa.insert(APPOINTMENT_VIEW), rows)
    schedule(house, awa, vault_id)
    with pytest.raises(Refused) as refusal:
        schedule(house, AGNES, vault_id)
    assert refusal.value.code == "appointments_full"
    other_id, other = house.open_vault(given_name="Binta")
    schedule(house, other, other_id)
