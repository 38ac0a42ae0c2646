"""Appointments that come again: every date at its local hour, one or all moved or cancelled, put back;
nothing half done, nothing twice.
"""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
import sqlalchemy as sa

from services.vault.adapters.tables import APPOINTMENT_VIEW
from services.vault.domain.appointment import APPOINTMENTS_MAX
from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.contracts import vault_series as s
from shared.contracts.vault_facts import AppointmentCancelled, AppointmentMoved, AppointmentScheduled
from shared.contracts.vault_terms import Scope
from shared.problems import InvalidInput, NotAllowed, NotFound, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, House, professional, terms

TUESDAYS = s.Rhythm(weekdays=["tu"], count=5)


def begin(house: House, actor: Actor, vault_id: str, key: str = "", **changes: Any) -> s.Series:
    """Five Tuesdays of October and November, over the change of hour of the 27th."""
    fields = {
        "title": "Atelier (démo)",
        "place_name": "Centre (démo)",
        "starts_local": "2030-10-08T10:00",
        "rhythm": TUESDAYS,
        **changes,
    }
    made: s.Series = house.ask(actor, s.ScheduleSeries(vault_id=vault_id, **fields), key)
    return made


def dates(series: s.Series) -> list[str]:
    return [o.appointment.starts_local for o in series.occurrences if o.appointment.state == "scheduled"]


def ids(series: s.Series) -> list[str]:
    return [o.appointment.id for o in series.occurrences]


@pytest.mark.feature("S1")
def test_a_series_is_one_appointment_a_date_at_the_same_local_hour(house: House) -> None:
    vault_id, awa = house.open_vault()
    preview = s.PreviewSeries(starts_local="2030-10-08T10:00", rhythm=TUESDAYS, skipped=["2030-10-22"])
    wanted = house.ask(AGNES, preview).dates
    made = begin(house, AGNES, vault_id, skipped=["2030-10-22"])
    assert dates(made) == [one.starts_local for one in wanted if not one.skipped]
    assert [one[5:10] for one in dates(made)] == ["10-08", "10-15", "10-29", "11-05"]
    assert {one[11:] for one in dates(made)} == {"10:00"}
    assert [o.appointment.starts_at.hour for o in made.occurrences] == [8, 8, 9, 9], "UTC, summer then winter"
    assert (made.left, made.last_day, made.rhythm) == (4, "2030-11-05", TUESDAYS)
    assert house.ask(awa, s.GetSeries(vault_id=vault_id, series_id=made.id)) == made
    listed = house.ask(awa, a.ListAppointments(vault_id=vault_id)).appointments
    assert [one.series_id for one in listed] == [made.id] * 4
    assert [kind for kind, _ in house.facts()].count(AppointmentScheduled.TYPE) == 4
    assert [one.kind for one in house.log_of(vault_id)].count("series_scheduled") == 1


@pytest.mark.feature("S1")
def test_what_has_no_end_or_too_many_dates_or_is_past_is_refused_and_nothing_is_written(house: House) -> None:
    vault_id, awa = house.open_vault()
    for change, code in (
        ({"rhythm": s.Rhythm()}, "series_endless"),
        ({"rhythm": s.Rhythm(count=2, until="2030-12-01")}, "series_endless"),
        ({"rhythm": s.Rhythm(until="2030-10-01")}, "series_backwards"),
        ({"rhythm": s.Rhythm(until="demain")}, "until_malformed"),
        ({"rhythm": s.Rhythm(weekdays=["mo", "tu", "we"], until="2032-10-01")}, "series_too_long"),
        ({"rhythm": s.Rhythm(every="month", interval=6, count=12)}, "appointment_too_far"),
        ({"starts_local": "2030-04-02T10:00"}, "appointment_past"),
        ({"starts_local": "mardi"}, "starts_local_malformed"),
        ({"skipped": ["mardi"]}, "day_malformed"),
        ({"rhythm": s.Rhythm(count=1), "skipped": ["2030-10-08"]}, "series_skipped"),
        ({"zone": "Europe/Lyon"}, "zone_unknown"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            begin(house, awa, vault_id, **change)
        assert refusal.value.code == code
    assert house.ask(awa, a.ListAppointments(vault_id=vault_id)).appointments == []


@pytest.mark.feature("S1")
def test_a_vault_that_would_be_too_full_refuses_the_whole_series(house: House) -> None:
    vault_id, awa = house.open_vault()
    rows = [
        {"appointment_id": uuid4(), "vault_id": UUID(vault_id), "position": number}
        for number in range(1, APPOINTMENTS_MAX - 3)
    ]
    with house.database.views.begin() as connection:
        connection.execute(sa.insert(APPOINTMENT_VIEW), rows)
    with pytest.raises(Refused) as refusal:
        begin(house, awa, vault_id)
    assert refusal.value.code == "appointments_full"
    assert AppointmentScheduled.TYPE not in [kind for kind, _ in house.facts()]
    assert len(dates(begin(house, awa, vault_id, rhythm=s.Rhythm(count=4)))) == 4


def test_the_same_request_sent_twice_makes_one_series(house: House) -> None:
    vault_id, awa = house.open_vault()
    first, again = (begin(house, AGNES, vault_id, key="once") for _ in range(2))
    assert first == again
    assert len(house.ask(awa, a.ListAppointments(vault_id=vault_id)).appointments) == 5


@pytest.mark.feature("S1")
def test_one_date_is_moved_or_cancelled_alone(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = begin(house, AGNES, vault_id)
    second, third = ids(made)[1:3]
    house.ask(
        awa, a.MoveAppointment(vault_id=vault_id, appointment_id=second, starts_local="2030-10-17T14:00")
    )
    house.ask(awa, a.CancelAppointment(vault_id=vault_id, appointment_id=third))
    now = house.ask(awa, s.GetSeries(vault_id=vault_id, series_id=made.id))
    assert [(o.apart, o.coming) for o in now.occurrences] == [
        (False, True), (True, True), (False, False), (False, True), (False, True),
    ]  # fmt: skip
    assert now.left == 4


@pytest.mark.feature("S1")
def test_this_one_and_all_after_move_by_as_much_and_what_was_moved_alone_stays(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = begin(house, AGNES, vault_id)
    alone = a.MoveAppointment(vault_id=vault_id, appointment_id=ids(made)[3], starts_local="2030-11-01T09:00")
    house.ask(awa, alone)
    move = s.MoveSeries(
        vault_id=vault_id, series_id=made.id, appointment_id=ids(made)[1], starts_local="2030-10-16T11:30"
    )
    moved = house.ask(AGNES, move)
    assert dates(moved) == [
        "2030-10-08T10:00", "2030-10-16T11:30", "2030-10-23T11:30", "2030-11-01T09:00", "2030-11-06T11:30",
    ]  # fmt: skip
    assert (moved.rhythm.weekdays, moved.usual_local) == (["we"], "2030-10-16T11:30")
    facts = house.facts()
    assert house.ask(AGNES, move) == moved
    assert house.facts() == facts, "the same again moves nothing"
    assert [kind for kind, _ in facts].count(AppointmentMoved.TYPE) == 4


@pytest.mark.feature("S1")
def test_this_one_and_all_after_or_the_whole_series_is_cancelled_but_what_is_past(
    house: House,
) -> None:
    vault_id, awa = house.open_vault()
    made = begin(house, AGNES, vault_id)
    cancel = s.CancelSeries(vault_id=vault_id, series_id=made.id)
    later = s.CancelSeries(vault_id=vault_id, series_id=made.id, from_appointment_id=ids(made)[3])
    assert house.ask(awa, later).left == 3
    house.clock.move(made.occurrences[0].appointment.starts_at + timedelta(hours=1) - house.clock.now())
    house.hear()
    rest = house.ask(awa, cancel)
    assert (rest.left, dates(rest)) == (0, ["2030-10-08T10:00"])
    assert [kind for kind, _ in house.facts()].count(AppointmentCancelled.TYPE) == 4
    for request, code in (
        (cancel, "nothing_to_cancel"),
        (
            s.MoveSeries(
                vault_id=vault_id,
                series_id=made.id,
                appointment_id=ids(made)[0],
                starts_local="2030-12-01T10:00",
            ),
            "occurrence_past",
        ),
    ):
        with pytest.raises(Refused) as refusal:
            house.ask(awa, request)
        assert refusal.value.code == code


@pytest.mark.feature("S1")
def test_what_was_cancelled_is_put_back_as_new_appointments_in_the_same_places(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = begin(house, AGNES, vault_id)
    house.ask(awa, s.CancelSeries(vault_id=vault_id, series_id=made.id))
    back = s.PutBackOccurrences(vault_id=vault_id, series_id=made.id, appointment_ids=ids(made)[1:])
    again = house.ask(awa, back)
    assert dates(again) == dates(made)[1:]
    assert set(ids(again)[1:]).isdisjoint(ids(made))
    with pytest.raises(NotFound):
        house.ask(awa, back)
    with pytest.raises(Refused) as refusal:
        house.ask(
            awa, s.PutBackOccurrences(vault_id=vault_id, series_id=made.id, appointment_ids=ids(again)[1:2])
        )
    assert refusal.value.code == "nothing_to_put_back"
    assert house.ask(awa, s.GetSeries(vault_id=vault_id, series_id=made.id)) == again


def test_who_may_not_see_or_add_appointments_does_nothing_with_a_series(house: House) -> None:
    vault_id, awa = house.open_vault(consent=terms(scope=Scope(categories=["identity"])))
    made = begin(house, awa, vault_id)
    one = {"vault_id": vault_id, "series_id": made.id}
    for actor, request in (
        (
            BRUNO,
            s.ScheduleSeries(vault_id=vault_id, title="x", starts_local="2030-10-08T10:00", rhythm=TUESDAYS),
        ),
        (BRUNO, s.GetSeries(**one)),
        (CHLOE, s.GetSeries(**one)),
        (BRUNO, s.MoveSeries(**one, appointment_id=ids(made)[0], starts_local="2030-10-09T10:00")),
        (BRUNO, s.CancelSeries(**one)),
        (BRUNO, s.PutBackOccurrences(**one, appointment_ids=ids(made)[:1])),
        (
            professional("Inconnue", verified=False),
            s.PreviewSeries(starts_local="2030-10-08T10:00", rhythm=TUESDAYS),
        ),
    ):
        before = len(house.log_of(vault_id))
        with pytest.raises(NotAllowed):
            house.ask(actor, request)
        told = [line.kind for line in house.log_of(vault_id)[before:]]
        assert told == ([] if isinstance(request, s.PreviewSeries) else ["access_refused"])
    other_id, nour = house.open_vault()
    with pytest.raises(NotFound):
        house.ask(nour, s.GetSeries(vault_id=other_id, series_id=made.id))


def test_a_long_series_does_not_hide_the_other_appointments_of_the_days_to_come(house: House) -> None:
    vault_id, awa = house.open_vault()
    soon = house.ask(
        awa, a.ScheduleAppointment(vault_id=vault_id, title="Mairie (démo)", starts_local="2030-05-03T10:00")
    )
    for hour in ("08", "09", "10", "11"):
        begin(
            house,
            awa,
            vault_id,
            starts_local=f"2030-10-08T{hour}:00",
            rhythm=s.Rhythm(count=s.OCCURRENCES_MAX),
        )
    listed = house.ask(awa, a.ListAppointments(vault_id=vault_id)).appointments
    assert listed[0].id == soon.id


def test_what_comes_again_leaves_with_the_person(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = begin(house, awa, vault_id)
    archive = ZipFile(BytesIO(house.stream(house.ask(awa, v.ExportVault(vault_id=vault_id)))))
    (name,) = [name for name in archive.namelist() if name.endswith("vault.json")]
    taken = json.loads(archive.read(name))
    assert {one["series_id"] for one in taken["appointments"]} == {made.id}
    (series,) = taken["series"]
    assert (series["id"], series["usual_local"], series["weekdays"]) == (made.id, "2030-10-08T10:00", ["tu"])


def test_an_erased_vault_has_no_series_left(house: House) -> None:
    vault_id, awa = house.open_vault()
    made = begin(house, awa, vault_id)
    house.ask(awa, v.EraseVault(vault_id=vault_id, confirmation="EFFACER"))
    with pytest.raises(Refused):
        house.ask(awa, s.GetSeries(vault_id=vault_id, series_id=made.id))
    assert house.uses.do.list_appointments.ids.of_vault(UUID(vault_id), 10) == []
