"""The person takes their calendar away in a file: one appointment, a series, or all that is to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.vault.application.appointment_shown import appointment_of
from services.vault.application.calendar_lines import WriteCalendar, whole
from services.vault.application.gate import Gate
from services.vault.application.journal import line, without_key
from services.vault.application.list_appointments import APPOINTMENTS_MAX
from services.vault.application.ports import AppointmentIds
from services.vault.application.series_shown import series_of
from services.vault.domain.appointment import Appointment
from services.vault.domain.vault import Vault
from shared.contracts import vault_calendar as contract
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class TakeCalendar:
    log: EventLog
    gate: Gate
    ids: AppointmentIds
    write: WriteCalendar

    def __call__(self, request: contract.TakeCalendar, call: Call) -> contract.CalendarFile:
        def work() -> Change:
            vault, now = self.gate.own_vault(call, request.vault_id), self.gate.clock.now()
            wanted = [a for a in self._wanted(vault, request) if a.state == "scheduled" and a.starts_at > now]
            text = self.write([whole(a) for a in wanted], now, vault.language)
            told = line(vault.id, "calendar_taken", call)
            return Change(reply=contract.CalendarFile(text=text), log=[told])

        return self.log.command(without_key(call), contract.CalendarFile, work)

    def _wanted(self, vault: Vault, request: contract.TakeCalendar) -> Sequence[Appointment]:
        if request.appointment_id:
            return [appointment_of(self.log, str(vault.id), request.appointment_id)]
        if request.series_id:
            _, held = series_of(self.log, vault, request.series_id)
            return [one.appointment for one in held]
        return coming(self.log, self.ids, self.gate, vault)


def coming(log: EventLog, ids: AppointmentIds, gate: Gate, vault: Vault) -> list[Appointment]:
    """What is to come, the soonest first."""
    now = gate.clock.now()
    found = [log.find(Appointment, i) for i in ids.nearest(vault.id, now, APPOINTMENTS_MAX)]
    ahead = [a for a in found if a is not None and a.state == "scheduled" and a.starts_at > now]
    return sorted(ahead, key=lambda a: a.starts_at)
