"""Stop a calendar's secret address: no reading that starts after this is acknowledged succeeds."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate, uuid_of
from services.vault.application.journal import line
from services.vault.domain.calendar_address import CalendarAddress
from shared.contracts import vault_calendar as contract
from shared.contracts.shapes import Done
from shared.eventstore.log import Change, EventLog
from shared.problems import NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class WithdrawCalendarAddress:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.WithdrawCalendarAddress, call: Call) -> Done:
        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            address = self.log.find(CalendarAddress, uuid_of(request.address_id, "address_id"))
            if address is None or address.vault_id != vault.id:
                raise NotFound("address_not_found", "Cette adresse n'existe pas.")
            address.withdraw(self.gate.clock.now())
            told = [line(vault.id, "calendar_address_withdrawn", call)] if address.pending_events else []
            return Change(reply=Done(id=str(address.id)), aggregates=[address], log=told)

        return self.log.command(call, Done, work)
