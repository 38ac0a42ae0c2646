"""What the vault says of a day: the appointments of the people one follows, for a reception's list."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar

import msgspec

from shared.contracts.shapes import Command, Reply


class DayAppointment(Reply, frozen=True, kw_only=True):
    """Who, when, where; never what for: the list lies on a desk."""

    vault_id: str
    appointment_id: str
    given_name: str
    family_name: str
    starts_local: str
    zone: str
    starts_at: datetime
    place_name: str = ""


class DayAppointments(Reply, frozen=True, kw_only=True):
    """The earliest first."""

    appointments: list[DayAppointment]


class ListDayAppointments(Command, frozen=True, kw_only=True):
    """By a professional: of the people whose live consents let them see appointments, on that day where each
    takes place (ISO 8601 date). One log entry per person, reader and day, hence a command."""

    REPLY: ClassVar[type[Any]] = DayAppointments
    day: Annotated[str, msgspec.Meta(max_length=10)]
