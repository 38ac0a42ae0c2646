"""Change what an appointment is for, where, or when it is reminded. Only what is given changes, so that two
people who change it at the same time lose nothing of each other's; the person reads what it was before.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.appointment_changed import to_change
from services.vault.application.appointment_shown import appointment_as
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.domain.appointment import Appointment
from shared.contracts import vault_appointments as contract
from shared.eventstore.log import Change, EventLog
from shared.nir import refuse_nir
from shared.problems import InvalidInput
from shared.rpc.call import Call


@dataclass(frozen=True)
class AmendAppointment:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.AmendAppointment, call: Call) -> contract.Appointment:
        _refuse_unfit(request)

        def work() -> Change:
            found = to_change(self.log, self.gate, call, request.vault_id, request.appointment_id)
            if isinstance(found, Change):
                return found
            vault, appointment = found
            changes = amended(appointment, request, self.gate)
            kind = "appointment_amended" if changes else "appointments_listed"  # shown, if nothing else
            told = {"title": appointment.title, **changes} if changes else {}
            return Change(
                reply=appointment_as(appointment),
                sealed_for=vault.id,
                aggregates=[appointment, vault],
                log=[line(vault.id, kind, call, **told)],
            )

        return self.log.command(call, contract.Appointment, work)


def amended(appointment: Appointment, request: contract.AmendAppointment, gate: Gate) -> dict[str, str]:
    """Change it; what the log tells of each thing that changed, now and `…_before`."""
    now, before = gate.clock.now(), _said(appointment)
    title = before["title"] if request.title is None else request.title.strip()
    place_name = before["place_name"] if request.place_name is None else request.place_name.strip()
    appointment.amend(title, place_name, now)
    if request.lead_hours is not None:
        appointment.choose_reminders(request.lead_hours, now)
    after = _said(appointment)
    changed = [name for name in after if after[name] != before[name]]
    return {name: after[name] for name in changed} | {f"{name}_before": before[name] for name in changed}


def _said(appointment: Appointment) -> dict[str, str]:
    return {
        "title": appointment.title,
        "place_name": appointment.place_name,
        "lead_hours": ", ".join(map(str, appointment.lead_hours)),
    }


def _refuse_unfit(request: contract.AmendAppointment) -> None:
    if request.title is not None and not request.title.strip():
        raise InvalidInput("missing", "Dites pour quoi est le rendez-vous.", field="title")
    refuse_nir(request.title or "", "title")
    refuse_nir(request.place_name or "", "place_name")
