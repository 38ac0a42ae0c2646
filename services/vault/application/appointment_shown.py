"""An appointment as its readers know it, what it takes to see or add one, and how one is found."""

from __future__ import annotations

from services.vault.application.gate import uuid_of
from services.vault.domain.appointment import Appointment
from services.vault.domain.consent import Wanted
from shared.contracts import vault_appointments as contract
from shared.eventstore.log import EventLog
from shared.problems import NotFound

PART = "appointments"
ADD = Wanted("add", part=PART)


def see(appointment: Appointment) -> Wanted:
    return Wanted("see", part=PART, added_by=appointment.scheduled_by)


def appointment_as(appointment: Appointment) -> contract.Appointment:
    return contract.Appointment(
        id=str(appointment.id),
        title=appointment.title,
        place_name=appointment.place_name,
        starts_local=appointment.starts_local,
        zone=appointment.zone,
        starts_at=appointment.starts_at,
        lead_hours=appointment.lead_hours,
        state=appointment.state,
        series_id=appointment.series_id,
    )


def appointment_of(log: EventLog, vault_id: str, appointment_id: str) -> Appointment:
    """That vault's appointment, or NotFound."""
    missing = NotFound("appointment_not_found", "Ce rendez-vous n'existe pas.")
    found = log.load(Appointment, uuid_of(appointment_id, "appointment_id"), missing=missing)
    if str(found.vault_id) != vault_id:
        raise missing
    return found
