"""What a calendar file tells of each appointment, before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.vault.domain.appointment import Appointment


@dataclass(frozen=True)
class CalendarLine:
    """`starts_at`: UTC; `zone`: IANA; `summary` empty: only that there is an appointment.

    `revision`: how many times it was changed, the last time at `changed_at`, so that a calendar that has an
    older one takes this.
    """

    id: str
    starts_at: datetime
    zone: str
    revision: int
    changed_at: datetime
    summary: str = ""
    place_name: str = ""


class WriteCalendar(Protocol):
    """Writes RFC 5545 text; `language` is that of the word for an appointment."""

    def __call__(self, lines: Sequence[CalendarLine], now: datetime, language: str) -> str: ...


def whole(appointment: Appointment) -> CalendarLine:
    """For the person themselves."""
    return replace(
        time_only(appointment, with_place=False),
        summary=appointment.title,
        place_name=appointment.place_name,
    )


def time_only(appointment: Appointment, *, with_place: bool) -> CalendarLine:
    """For whoever has the address: never what for."""
    return CalendarLine(
        id=str(appointment.id),
        starts_at=appointment.starts_at,
        zone=appointment.zone,
        revision=appointment.version - Appointment.INITIAL_VERSION,
        changed_at=appointment.modified_on,
        place_name=appointment.place_name if with_place else "",
    )
