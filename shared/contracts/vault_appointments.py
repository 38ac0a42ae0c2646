"""What the vault says of appointments, and of how to reach the person at the moment of a reminder."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Query, Reply
from shared.contracts.vault import TITLE_MAX, Title

LeadHours = Annotated[
    list[Annotated[int, msgspec.Meta(ge=1, le=168)]], msgspec.Meta(min_length=1, max_length=5)
]


class Appointment(Reply, frozen=True, kw_only=True):
    """`starts_local`: wall time, no zone (ISO 8601), `zone`: an IANA name, `starts_at`: the UTC instant.

    `series_id`: what it comes again in, if anything.
    """

    id: str
    title: str
    place_name: str
    starts_local: str
    zone: str
    starts_at: datetime
    lead_hours: list[int]
    state: Literal["scheduled", "cancelled"]
    series_id: str = ""


class Appointments(Reply, frozen=True, kw_only=True):
    appointments: list[Appointment]


class ScheduleAppointment(Command, frozen=True, kw_only=True):
    REPLY: ClassVar[type[Any]] = Appointment
    vault_id: str
    title: Title
    starts_local: Annotated[str, msgspec.Meta(max_length=19)]
    zone: Annotated[str, msgspec.Meta(max_length=64)] = "Europe/Paris"
    place_name: Annotated[str, msgspec.Meta(max_length=TITLE_MAX)] = ""
    lead_hours: LeadHours = msgspec.field(default_factory=lambda: [24])


class MoveAppointment(Command, frozen=True, kw_only=True):
    REPLY: ClassVar[type[Any]] = Appointment
    vault_id: str
    appointment_id: str
    starts_local: Annotated[str, msgspec.Meta(max_length=19)]
    zone: Annotated[str, msgspec.Meta(max_length=64)] = ""


class AmendAppointment(Command, frozen=True, kw_only=True):
    """What is absent stays as it is; `lead_hours` replace all of those chosen before."""

    REPLY: ClassVar[type[Any]] = Appointment
    vault_id: str
    appointment_id: str
    title: Title | None = None
    place_name: Annotated[str, msgspec.Meta(max_length=TITLE_MAX)] | None = None
    lead_hours: LeadHours | None = None


class CancelAppointment(Command, frozen=True, kw_only=True):
    vault_id: str
    appointment_id: str


class ListAppointments(Query, frozen=True, kw_only=True):
    REPLY: ClassVar[type[Any]] = Appointments
    vault_id: str


class Reach(Reply, frozen=True, kw_only=True):
    """At the moment of sending: the number (E.164, empty when unreachable), language, what may be said.

    `about` a paper that will soon end: `place_name` is then the title that the person lets be told, if any.
    About an emergency or a way back without card nor PIN: `refusal_path`, of the page that says no, if any.
    """

    phone: str
    language: str
    place_name: str = ""
    starts_at: datetime | None = None
    live: bool = True
    about: Literal["appointment", "paper", "emergency", "recovery", "opening"] = "appointment"
    refusal_path: str = ""


class GetReach(Query, frozen=True, kw_only=True):
    """For `service:notifications`: `live` is false once it was cancelled or the vault erased.

    `appointment_id` is `paper:<document id>` for the end of a paper (see `paper_reminder`), and
    `alert:<about>:<id>` for what is told at once (see vault_alerts.py).
    """

    REPLY: ClassVar[type[Any]] = Reach
    vault_id: str
    appointment_id: str
