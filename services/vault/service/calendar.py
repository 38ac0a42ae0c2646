"""Appointments, and what a reminder needs at the moment of sending."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_appointments as a
from shared.contracts.shapes import Done
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Calendar:
    uses: VaultWiring

    @rpc
    def schedule_appointment(self, request: a.ScheduleAppointment, call: Call) -> a.Appointment:
        return self.uses.do.schedule_appointment(request, call)

    @rpc
    def move_appointment(self, request: a.MoveAppointment, call: Call) -> a.Appointment:
        return self.uses.do.move_appointment(request, call)

    @rpc
    def amend_appointment(self, request: a.AmendAppointment, call: Call) -> a.Appointment:
        return self.uses.do.amend_appointment(request, call)

    @rpc
    def cancel_appointment(self, request: a.CancelAppointment, call: Call) -> Done:
        return self.uses.do.cancel_appointment(request, call)

    @rpc
    def list_appointments(self, request: a.ListAppointments, call: Call) -> a.Appointments:
        return self.uses.do.list_appointments(request, call)

    @rpc
    def get_reach(self, request: a.GetReach, call: Call) -> a.Reach:
        return self.uses.do.get_reach(request, call)
