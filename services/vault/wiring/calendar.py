"""The use cases of appointments, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.amend_appointment import AmendAppointment
from services.vault.application.cancel_appointment import CancelAppointment
from services.vault.application.get_reach import GetReach
from services.vault.application.list_appointments import ListAppointments
from services.vault.application.move_appointment import MoveAppointment
from services.vault.application.schedule_appointment import ScheduleAppointment
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class Calendar:
    schedule_appointment: ScheduleAppointment
    move_appointment: MoveAppointment
    amend_appointment: AmendAppointment
    cancel_appointment: CancelAppointment
    list_appointments: ListAppointments
    get_reach: GetReach


def calendar_of(ground: Ground) -> Calendar:
    log, gate = ground.log, ground.gate
    return Calendar(
        schedule_appointment=ScheduleAppointment(log, gate, ground.appointments),
        move_appointment=MoveAppointment(log, gate),
        amend_appointment=AmendAppointment(log, gate),
        cancel_appointment=CancelAppointment(log, gate),
        list_appointments=ListAppointments(log, gate, ground.appointments),
        get_reach=GetReach(log),
    )
