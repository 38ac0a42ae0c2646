"""When a reminder is due: hours before the appointment, at a decent local hour, never after it (domain
rule 8).
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_ENDS = time(8, 0)  # local wall time at which messages may begin
QUIET_BEGINS = time(20, 0)  # local wall time at which messages must have stopped
USEFUL_NOTICE = timedelta(hours=1)  # later than this before the appointment, a reminder helps nobody


def starts_at(starts_local: str, zone: str) -> datetime:
    """The UTC instant of a local wall time in an IANA zone.

    A wall time that does not exist (clocks going forward) goes forward by the gap; one that comes twice
    is the
    first (PEP 495: `fold=0` reads both so once normalised through UTC).
    """
    local = datetime.fromisoformat(starts_local).replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def due_at(starts_local: str, zone: str, lead_h: int) -> datetime:
    """The UTC instant to send at: `lead_h` hours of wall time before, moved out of the quiet hours.

    Before 08:00 local it waits for 08:00 when that still leaves a useful notice, else it goes the
    evening before
    at 20:00; after 20:00 local it goes earlier the same evening, at 20:00 sharp.
    """
    place = ZoneInfo(zone)
    start = datetime.fromisoformat(starts_local)
    wish = start - timedelta(hours=lead_h)
    if wish.time() > QUIET_BEGINS:
        wish = datetime.combine(wish.date(), QUIET_BEGINS)
    elif wish.time() < QUIET_ENDS:
        morning = datetime.combine(wish.date(), QUIET_ENDS)
        evening_before = datetime.combine(wish.date() - timedelta(days=1), QUIET_BEGINS)
        wish = morning if morning + USEFUL_NOTICE <= start else evening_before
    return wish.replace(tzinfo=place).astimezone(UTC)


def too_late(now: datetime, start: datetime) -> bool:
    """At or after the appointment nothing is sent, whatever the reason of the delay."""
    return now >= start


def is_quiet(now: datetime, zone: str) -> bool:
    """Whether `now` falls in the quiet hours of that zone."""
    local = now.astimezone(ZoneInfo(zone)).time()
    return local < QUIET_ENDS or local > QUIET_BEGINS
