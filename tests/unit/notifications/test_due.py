"""When a reminder is due: local wall time, quiet hours, daylight saving, overseas zones."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.due import due_at, is_quiet, starts_at, too_late

ZONES = [
    "Europe/Paris",
    "America/Martinique",
    "Indian/Reunion",
    "Pacific/Noumea",
    "America/Miquelon",
    "Pacific/Wallis",
]


@pytest.mark.parametrize(
    ("starts_local", "zone", "lead_h", "expected"),
    [
        ("2026-11-24T14:30", "Europe/Paris", 24, "2026-11-23T13:30+00:00"),
        ("2026-11-24T09:00", "Europe/Paris", 3, "2026-11-24T07:00+00:00"),
        ("2026-11-24T08:30", "Europe/Paris", 2, "2026-11-23T19:00+00:00"),
        ("2026-11-24T23:30", "Europe/Paris", 2, "2026-11-24T19:00+00:00"),
        ("2026-03-29T10:00", "Europe/Paris", 24, "2026-03-28T09:00+00:00"),
        ("2026-11-24T14:30", "Pacific/Noumea", 24, "2026-11-23T03:30+00:00"),
    ],
)
def test_a_reminder_is_due_at_the_right_local_minute(
    starts_local: str, zone: str, lead_h: int, expected: str
) -> None:
    assert due_at(starts_local, zone, lead_h) == datetime.fromisoformat(expected)


def test_a_wall_time_that_does_not_exist_goes_forward() -> None:
    assert starts_at("2026-03-29T02:30", "Europe/Paris") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_wall_time_that_comes_twice_is_the_first() -> None:
    assert starts_at("2026-10-25T02:30", "Europe/Paris") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(
    start=st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1)),
    zone=st.sampled_from(ZONES),
    lead_h=st.integers(min_value=1, max_value=168),
)
def test_a_reminder_never_falls_in_quiet_hours_nor_after_the_appointment(
    start: datetime, zone: str, lead_h: int
) -> None:
    local = start.replace(second=0, microsecond=0).isoformat()
    due = due_at(local, zone, lead_h)
    assert not is_quiet(due, zone), due.astimezone(ZoneInfo(zone))
    assert due < starts_at(local, zone)


def test_at_the_minute_of_the_appointment_it_is_too_late() -> None:
    start = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    assert too_late(start, start)
    assert not too_late(datetime(2026, 11, 24, 13, 29, tzinfo=UTC), start)
