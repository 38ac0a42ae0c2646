"""Cancel an appointment; its reminders go with it."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.appointment_changed import to_change
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from shared.contracts.shapes import Done
from shared.contracts.vault_appointments import CancelAppointment as Request
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class CancelAppointment:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            found = to_change(self.log, self.gate, call, request.vault_id, request.appointment_id)
            if isinstance(found, Change):
                return found
            vault, appointment = found
            appointment.cancel(self.gate.clock.now())
            told = line(vault.id, "appointment_cancelled", call, title=appointment.title)
            done = Done(id=request.appointment_id)
            return Change(reply=done, aggregates=[appointment, vault], log=[told])

        return self.log.command(call, Done, work)
