"""A calendar that leaves the vault: a file for the person, a feed at a secret address."""

from __future__ import annotations

from services.vault.wiring import VaultWiring
from shared.contracts import vault_calendar as c
from shared.contracts.shapes import Done
from shared.rpc.call import Call
from shared.rpc.methods import rpc


class Agenda:
    uses: VaultWiring

    @rpc
    def take_calendar(self, request: c.TakeCalendar, call: Call) -> c.CalendarFile:
        return self.uses.do.take_calendar(request, call)

    @rpc
    def read_calendar(self, request: c.ReadCalendar, call: Call) -> c.CalendarFile:
        return self.uses.do.read_calendar(request, call)

    @rpc
    def give_calendar_address(self, request: c.GiveCalendarAddress, call: Call) -> c.CalendarAddress:
        return self.uses.do.give_calendar_address(request, call)

    @rpc
    def list_calendar_addresses(self, request: c.ListCalendarAddresses, call: Call) -> c.CalendarAddresses:
        return self.uses.do.list_calendar_addresses(request, call)

    @rpc
    def withdraw_calendar_address(self, request: c.WithdrawCalendarAddress, call: Call) -> Done:
        return self.uses.do.withdraw_calendar_address(request, call)
