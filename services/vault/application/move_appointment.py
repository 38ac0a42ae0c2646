"""Move an appointment to another wall time; its reminders follow."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.appointment_changed import to_change
from services.vault.application.appointment_shown import appointment_as
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from shared.contracts import vault_appointments as contract
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class MoveAppointment:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.MoveAppointment, call: Call) -> contract.Appointment:
        def work() -> Change:
            found = to_change(self.log, self.gate, call, request.vault_id, request.appointment_id)
            if isinstance(found, Change):
                return found
            vault, appointment = found
            appointment.move(request.starts_local, request.zone, self.gate.clock.now())
            return Change(
                reply=appointment_as(appointment),
                sealed_for=vault.id,
                aggregates=[appointment, vault],
                log=[line(vault.id, "appointment_moved", call, title=appointment.title)],
            )

        return self.log.command(call, contract.Appointment, work)
