"""The secret addresses given of a calendar, the newest first. For the person alone."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.calendar_address_shown import address_as, known_of
from services.vault.application.gate import Gate
from services.vault.application.ports import PartIds
from shared.contracts import vault_calendar as contract
from shared.eventstore.log import EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class ListCalendarAddresses:
    log: EventLog
    gate: Gate
    parts: PartIds

    def __call__(self, request: contract.ListCalendarAddresses, call: Call) -> contract.CalendarAddresses:
        vault, now = self.gate.own_vault(call, request.vault_id), self.gate.clock.now()
        known = known_of(self.log, self.parts, vault.id)
        return contract.CalendarAddresses(addresses=[address_as(address, now) for address in known])
