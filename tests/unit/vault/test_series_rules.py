"""Rules of what comes again, whatever the zone, the year and the order in which things happen to it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from services.notifications.domain.reminder import AppointmentReminders
from services.vault.application.move_series import moved_along
from services.vault.application.put_back_occurrences import renewed_of
from services.vault.application.schedule_series import begun
from services.vault.application.series_shown import Held
from services.vault.domain.recurrence import dates_of, shifted
from services.vault.domain.series import Series
from services.vault.domain.wall_time import instant_of
from services.vault.facts import facts_of
from shared.contracts.vault_facts import AppointmentCancelled, AppointmentMoved, AppointmentScheduled
from shared.contracts.vault_series import OCCURRENCES_MAX, Rhythm, ScheduleSeries
from shared.problems import Problem

NOW = datetime(2030, 1, 1, 9, 0, tzinfo=UTC)
ZONES = (
    "Europe/Paris", "America/Martinique", "America/Cayenne", "America/Miquelon", "Indian/Reunion",
    "Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Marquesas", "America/Montreal",
    "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata", "UTC",
)  # fmt: skip
STARTS = st.datetimes(datetime(2030, 1, 2), datetime(2030, 12, 31)).map(
    lambda d: d.replace(second=0, microsecond=0)
)
WEEKDAYS = st.lists(st.sampled_from(["mo", "tu", "we", "th", "fr", "sa", "su"]), max_size=7, unique=True)
RHYTHMS = st.builds(
    Rhythm,
    every=st.sampled_from(["week", "month"]),
    interval=st.integers(1, 12),
    weekdays=WEEKDAYS,
    by=st.sampled_from(["day", "weekday"]),
    count=st.integers(1, OCCURRENCES_MAX),
)


@given(STARTS, RHYTHMS, st.sampled_from(ZONES))
def test_every_date_is_at_the_hour_asked_on_its_rhythm_and_no_instant_comes_twice(
    start: datetime, rhythm: Rhythm, zone: str
) -> None:
    dates = dates_of(start.isoformat(timespec="minutes"), rhythm)
    assert len(dates) == rhythm.count
    walls = [datetime.fromisoformat(one) for one in dates]
    assert {wall.time() for wall in walls} == {start.time()}
    instants = [instant_of(one, zone) for one in dates]
    assert instants == sorted(set(instants))
    for wall, instant in zip(walls, instants, strict=True):
        shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert timedelta(0) <= shown - wall <= timedelta(hours=1), "an hour that a change skips goes forward"
    if rhythm.every == "week":
        weeks = {(wall.date() - timedelta(days=wall.weekday()) - _monday(start)).days // 7 for wall in walls}
        assert {week % rhythm.interval for week in weeks} <= {0}
    else:
        months = [12 * wall.year + wall.month for wall in walls]
        assert {after - before for before, after in pairwise(months)} <= {rhythm.interval}


@given(STARTS, RHYTHMS, st.integers(-40, 40), st.integers(0, 23))
def test_moved_together_dates_keep_their_order_their_number_and_their_hour(
    start: datetime, rhythm: Rhythm, days: int, hour: int
) -> None:
    planned = dates_of(start.isoformat(timespec="minutes"), rhythm)
    first = datetime.fromisoformat(planned[0])
    becomes = datetime.combine(first.date() + timedelta(days=days), first.time().replace(hour=hour))
    moved = shifted(planned, becomes.isoformat(timespec="minutes"), rhythm)
    assert (len(moved), moved[0]) == (len(planned), becomes.isoformat(timespec="minutes"))
    assert moved == sorted(set(moved))
    assert {one[11:] for one in moved} == {moved[0][11:]}
    if rhythm.every == "week":
        apart = [
            date.fromisoformat(b[:10]) - date.fromisoformat(a[:10])
            for a, b in zip(planned, moved, strict=True)
        ]
        assert set(apart) == {timedelta(days=days)}


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["move", "cancel", "move_after", "cancel_after", "put_back", "hear_again"]),
        st.integers(0, 7),
        st.integers(-6, 40),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(ACTS, st.sampled_from(ZONES), st.integers(1, 8))
def test_whatever_happens_in_whatever_order_each_live_date_has_one_live_reminder(
    acts: list[tuple[str, int, int]], zone: str, count: int
) -> None:
    request = ScheduleSeries(
        vault_id="v", title="Atelier", starts_local="2030-10-08T10:00", zone=zone, rhythm=Rhythm(count=count)
    )
    series, held = begun(request, uuid4(), dates_of(request.starts_local, request.rhythm), "someone", NOW)
    heard = Heard()
    heard.hear(series, held)
    for act, number, days in acts:
        with suppress(Problem):  # what is refused changes nothing, which the reminders show below
            held = _happens(series, held, act, number % count, days)
        heard.hear(series, held)
        if act == "hear_again":
            heard.again()
        assert heard.live() == {
            str(one.appointment.id): one.appointment.starts_at
            for one in held
            if one.appointment.state == "scheduled"
        }


def _happens(series: Series, held: list[Held], act: str, number: int, days: int) -> list[Held]:
    appointment = held[number].appointment
    there = datetime.fromisoformat(appointment.starts_local) + timedelta(days=days)
    text = there.isoformat(timespec="minutes")
    if act == "move":
        appointment.move(text, "", NOW)
    elif act == "cancel":
        appointment.cancel(NOW)
    elif act == "move_after" and held[number].coming(NOW):
        return moved_along(series, held, number, text, series.zone, NOW)
    elif act == "cancel_after":
        for one in held[number:]:
            if one.coming(NOW):
                one.appointment.cancel(NOW)
    elif act == "put_back":
        renewed = renewed_of(series, held, list(range(len(held))), "someone", NOW)
        series.put_back({n: str(one.id) for n, one in renewed.items()}, NOW)
        return [Held(series.slots[n], renewed.get(n, one.appointment)) for n, one in enumerate(held)]
    return held


def _monday(start: datetime) -> date:
    return start.date() - timedelta(days=start.weekday())


class Heard:
    """The reminders of notifications, following the vault's facts."""

    def __init__(self) -> None:
        self.reminders: dict[str, AppointmentReminders] = {}
        self.facts: list[Any] = []

    def hear(self, series: Series, held: list[Held]) -> None:
        new = [event for one in held for event in one.appointment.collect_events()]
        for event in (*new, *series.collect_events()):
            for fact in facts_of(event):
                self.facts.append(fact)
                self._follow(fact)

    def again(self) -> None:
        """The last fact of each appointment arrives once more."""
        for fact in {fact.appointment_id: fact for fact in self.facts}.values():
            self._follow(fact)

    def live(self) -> dict[str, datetime]:
        """When each appointment begins that has exactly one reminder to send, of those that have any."""
        found = {}
        for appointment_id, kept in self.reminders.items():
            planned = [one for one in kept.reminders.values() if one.open()]
            assert len(planned) <= 1
            if planned:
                found[appointment_id] = planned[0].starts_at
        return found

    def _follow(self, fact: Any) -> None:
        kept = self.reminders.setdefault(
            fact.appointment_id, AppointmentReminders(fact.appointment_id, fact.vault_id)
        )
        if isinstance(fact, AppointmentCancelled):
            kept.drop("cancelled")
        else:
            assert isinstance(fact, AppointmentScheduled | AppointmentMoved)
            kept.plan(fact.starts_local, fact.zone, fact.lead_hours, NOW)
