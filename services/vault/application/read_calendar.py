"""A calendar read at its secret address: when, and where if the person lets it be said; a line a day in her
log with nothing of the visitor.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.calendar_lines import WriteCalendar, time_only
from services.vault.application.gate import Gate
from services.vault.application.journal import note_once_a_day
from services.vault.application.open_paper_link import VISITOR
from services.vault.application.ports import AppointmentIds
from services.vault.application.take_calendar import coming
from services.vault.domain.calendar_address import CalendarAddress
from services.vault.domain.vault import Vault
from shared.contracts import vault_calendar as contract
from shared.eventstore.log import EventLog
from shared.problems import NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class ReadCalendar:
    log: EventLog
    gate: Gate
    ids: AppointmentIds
    write: WriteCalendar

    def __call__(self, request: contract.ReadCalendar, call: Call) -> contract.CalendarFile:
        now = self.gate.clock.now()
        address = self.log.find(CalendarAddress, CalendarAddress.create_id(request.secret_hash))
        vault = self.log.find(Vault, address.vault_id) if address else None
        if (
            address is None
            or vault is None
            or vault.erased
            or not address.opens_with(request.secret_hash, now)
        ):
            raise NotFound("calendar_dead", "Cette adresse d'agenda n'ouvre rien, ou n'ouvre plus rien.")
        note_once_a_day(self.log, call, vault.id, "calendar_read", now, of=str(address.id), **VISITOR)
        lines = [
            time_only(appointment, with_place=vault.place_name_in_sms)
            for appointment in coming(self.log, self.ids, self.gate, vault)
        ]
        return contract.CalendarFile(text=self.write(lines, now, vault.language))
