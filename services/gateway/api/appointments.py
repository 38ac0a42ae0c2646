"""Appointments of a person, and the reminders planned for them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, delete, get, patch, post
from litestar.params import JSONBody

from services.gateway.edge.given import Id, TheParts, TheTalk
from shared.contracts.notifications import ListReminders, Reminders
from shared.contracts.shapes import Done
from shared.contracts.vault import TITLE_MAX, Title
from shared.contracts.vault_appointments import (
    AmendAppointment,
    Appointment,
    Appointments,
    CancelAppointment,
    LeadHours,
    ListAppointments,
    MoveAppointment,
    ScheduleAppointment,
)

REMINDERS_OF_MAX = 200  # of the appointments to come first
WallTime = Annotated[str, msgspec.Meta(max_length=19, description="Local wall time, 2026-03-05T14:30")]
Zone = Annotated[str, msgspec.Meta(max_length=64, description="IANA time zone")]


class NewAppointment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`lead_hours`: when to remind, in hours before."""

    title: Title
    starts_local: WallTime
    zone: Zone = "Europe/Paris"
    place_name: Annotated[str, msgspec.Meta(max_length=TITLE_MAX)] = ""
    lead_hours: LeadHours = msgspec.field(default_factory=lambda: [24])


class Move(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An empty `zone` keeps the appointment's."""

    starts_local: WallTime
    zone: Zone = ""


class Amendment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is absent or null stays as it is; `lead_hours` replace all of those chosen before."""

    title: Title | None = None
    place_name: Annotated[str, msgspec.Meta(max_length=TITLE_MAX)] | None = None
    lead_hours: LeadHours | None = None


class AppointmentsApi(Controller):
    """The person's calendar."""

    path = "/vaults/{vault_id:str}"
    tags = ("appointments",)

    @post("/appointments", operation_id="scheduleAppointment", summary="Schedule an appointment")
    async def schedule(self, talk: TheTalk, vault_id: Id, data: JSONBody[NewAppointment]) -> Appointment:
        return await talk.ask(
            ScheduleAppointment(vault_id=vault_id, **msgspec.structs.asdict(data)), Appointment
        )

    @get("/appointments", operation_id="listAppointments", summary="The appointments you may see")
    async def list_appointments(self, talk: TheTalk, vault_id: Id) -> Appointments:
        return await talk.ask(ListAppointments(vault_id=vault_id), Appointments)

    @post("/appointments/{appointment_id:str}/move", operation_id="moveAppointment", status_code=200)
    async def move(
        self, talk: TheTalk, vault_id: Id, appointment_id: Id, data: JSONBody[Move]
    ) -> Appointment:
        command = MoveAppointment(
            vault_id=vault_id, appointment_id=appointment_id, starts_local=data.starts_local, zone=data.zone
        )
        return await talk.ask(command, Appointment)

    @patch(
        "/appointments/{appointment_id:str}",
        operation_id="amendAppointment",
        summary="Change what it is for, where, or its reminders",
    )
    async def amend(
        self, talk: TheTalk, vault_id: Id, appointment_id: Id, data: JSONBody[Amendment]
    ) -> Appointment:
        said = msgspec.structs.asdict(data)
        command = AmendAppointment(vault_id=vault_id, appointment_id=appointment_id, **said)
        return await talk.ask(command, Appointment)

    @delete("/appointments/{appointment_id:str}", operation_id="cancelAppointment", summary="Cancel it")
    async def cancel(self, talk: TheTalk, vault_id: Id, appointment_id: Id) -> None:
        await talk.ask(CancelAppointment(vault_id=vault_id, appointment_id=appointment_id), Done)

    @get("/reminders", operation_id="listReminders", summary="Reminders of the appointments you may see")
    async def reminders(self, talk: TheTalk, parts: TheParts, vault_id: Id) -> Reminders:
        listed = (await talk.ask(ListAppointments(vault_id=vault_id), Appointments)).appointments
        now = parts.clock.now()
        nearest = sorted(listed, key=lambda a: (a.starts_at < now, abs(a.starts_at - now)))
        ids = [appointment.id for appointment in nearest[:REMINDERS_OF_MAX]]
        if not ids:
            return Reminders(reminders=[])
        return await talk.ask(ListReminders(appointment_ids=ids), Reminders)
