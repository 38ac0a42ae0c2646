"""Local wall time and its zone → the instant. The wall time is what is kept: zone data change, appointments
do not.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.problems import InvalidInput

LONGEST_AHEAD_DAYS = 1096  # three years: a hearing or an operation may be that far, a typing error is farther


def instant_of(starts_local: str, zone: str) -> datetime:
    """The UTC instant of `starts_local` (ISO 8601 without offset) in `zone` (IANA name).

    A wall time that a change of hour skips goes forward by the gap; one that comes twice is the first (PEP
    495's fold=0 does both). `invalid_input` names the field at fault.
    """
    try:
        place = ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise InvalidInput("zone_unknown", "Ce fuseau horaire n'existe pas.", field="zone") from None
    try:
        wall = datetime.fromisoformat(starts_local)
    except ValueError:
        raise _malformed() from None
    if wall.tzinfo is not None or "T" not in starts_local:
        raise _malformed()
    try:
        return wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    except OverflowError:
        raise _malformed() from None  # the first or the last hours that a calendar has


def _malformed() -> InvalidInput:
    sentence = "Écrivez la date et l'heure : 2030-01-31T14:30."
    return InvalidInput("starts_local_malformed", sentence, field="starts_local")


def upcoming(starts_local: str, zone: str, now: datetime) -> datetime:
    """The same instant, refused when it is past or more than three years ahead."""
    instant = instant_of(starts_local, zone)
    if instant <= now:
        raise InvalidInput("appointment_past", "Cette heure est déjà passée.", field="starts_local")
    if instant > now + timedelta(days=LONGEST_AHEAD_DAYS):
        raise InvalidInput(
            "appointment_too_far", "Ce rendez-vous est à plus de trois ans.", field="starts_local"
        )
    return instant
