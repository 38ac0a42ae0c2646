"""Cancel an appointment; its reminders go with it."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.appointment_shown import ADD, PART, appointment_of, see
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
            vault = self.gate.vault(call, request.vault_id)
            if reason := self.gate.why_not(vault, call, ADD):
                return self.gate.refusal(vault, call, "add", reason, part=PART)
            appointment = appointment_of(self.log, str(vault.id), request.appointment_id)
            if reason := self.gate.why_not(vault, call, see(appointment)):
                return self.gate.refusal(vault, call, "see", reason, part=PART)
            self.gate.note_act(vault, call, ADD)
            appointment.cancel(self.gate.clock.now())
            told = line(vault.id, "appointment_cancelled", call, title=appointment.title)
            done = Done(id=request.appointment_id)
            return Change(reply=done, aggregates=[appointment, vault], log=[told])

        return self.log.command(call, Done, work)
