"""The appointments that the actor may see, the soonest first."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.appointment_shown import appointment_as, see
from services.vault.application.gate import Gate
from services.vault.application.journal import note_once_a_day
from services.vault.application.ports import AppointmentIds
from services.vault.domain.appointment import Appointment
from shared.contracts import vault_appointments as contract
from shared.eventstore.log import EventLog
from shared.rpc.call import Call

APPOINTMENTS_MAX = 400  # those to come first; two people's series of a hundred each, and as much again


@dataclass(frozen=True)
class ListAppointments:
    log: EventLog
    gate: Gate
    ids: AppointmentIds

    def __call__(self, request: contract.ListAppointments, call: Call) -> contract.Appointments:
        vault = self.gate.vault(call, request.vault_id)
        if reason := self.gate.why_unreached(vault, call):
            return self.log.command(
                call,
                contract.Appointments,
                lambda: self.gate.refusal(vault, call, "see", reason, part="appointments"),
            )
        now = self.gate.clock.now()
        note_once_a_day(self.log, call, vault.id, "appointments_listed", now)
        found = [self.log.find(Appointment, i) for i in self.ids.nearest(vault.id, now, APPOINTMENTS_MAX)]
        may = self.gate.sieve(vault, call)
        shown = [a for a in found if a is not None and may(see(a))]
        return contract.Appointments(
            appointments=[appointment_as(a) for a in sorted(shown, key=lambda a: a.starts_at)]
        )
