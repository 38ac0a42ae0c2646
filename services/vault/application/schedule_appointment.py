"""Schedule an appointment, in the wall time of where it takes place."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.appointment_shown import ADD, appointment_as
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.ports import AppointmentIds
from services.vault.domain.appointment import Appointment, refuse_when_full
from shared.contracts import vault_appointments as contract
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.rpc.call import Call


@dataclass(frozen=True)
class ScheduleAppointment:
    log: EventLog
    gate: Gate
    ids: AppointmentIds

    def __call__(self, request: contract.ScheduleAppointment, call: Call) -> contract.Appointment:
        refuse_nir(request.title, "title")
        refuse_nir(request.place_name, "place_name")

        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            if reason := self.gate.why_not(vault, call, ADD):
                return self.gate.refusal(vault, call, "add", reason, part="appointments")
            refuse_when_full(self.ids.count(vault.id))
            appointment = Appointment.schedule(
                new_id(),
                vault_id=vault.id,
                title=request.title.strip(),
                place_name=request.place_name.strip(),
                starts_local=request.starts_local,
                zone=request.zone,
                lead_hours=request.lead_hours,
                scheduled_by=call.actor.id,
                now=self.gate.clock.now(),
            )
            self.gate.note_act(vault, call, ADD)
            return Change(
                reply=appointment_as(appointment),
                sealed_for=vault.id,
                aggregates=[appointment, vault],
                log=[line(vault.id, "appointment_scheduled", call, title=appointment.title)],
            )

        return self.log.command(call, contract.Appointment, work)
