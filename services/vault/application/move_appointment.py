"""Move an appointment to another wall time; its reminders follow."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.appointment_shown import ADD, PART, appointment_as, appointment_of, see
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
            vault = self.gate.vault(call, request.vault_id)
            if reason := self.gate.why_not(vault, call, ADD):
                return self.gate.refusal(vault, call, "add", reason, part=PART)
            appointment = appointment_of(self.log, str(vault.id), request.appointment_id)
            if reason := self.gate.why_not(vault, call, see(appointment)):
                return self.gate.refusal(vault, call, "see", reason, part=PART)
            self.gate.note_act(vault, call, ADD)
            appointment.move(request.starts_local, request.zone, self.gate.clock.now())
            return Change(
                reply=appointment_as(appointment),
                sealed_for=vault.id,
                aggregates=[appointment, vault],
                log=[line(vault.id, "appointment_moved", call, title=appointment.title)],
            )

        return self.log.command(call, contract.Appointment, work)
