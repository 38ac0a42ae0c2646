"""What a calendar file tells of each appointment, before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.vault.domain.appointment import Appointment


@dataclass(frozen=True)
class CalendarLine:
    """`starts_at`: UTC; `zone`: IANA; `summary` empty: only that there is an appointment."""

    id: str
    starts_at: datetime
    zone: str
    summary: str = ""
    place_name: str = ""


class WriteCalendar(Protocol):
    """Writes RFC 5545 text; `language` is that of the word for an appointment."""

    def __call__(self, lines: Sequence[CalendarLine], now: datetime, language: str) -> str: ...


def whole(appointment: Appointment) -> CalendarLine:
    """For the person themselves."""
    return CalendarLine(
        str(appointment.id),
        appointment.starts_at,
        appointment.zone,
        appointment.title,
        appointment.place_name,
    )


def time_only(appointment: Appointment, *, with_place: bool) -> CalendarLine:
    """For whoever has the address: never what for."""
    place = appointment.place_name if with_place else ""
    return CalendarLine(str(appointment.id), appointment.starts_at, appointment.zone, place_name=place)
