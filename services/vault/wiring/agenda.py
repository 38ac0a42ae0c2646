"""The use cases of a calendar that leaves the vault, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.adapters.calendars import write_calendar
from services.vault.application.give_calendar_address import GiveCalendarAddress
from services.vault.application.list_calendar_addresses import ListCalendarAddresses
from services.vault.application.read_calendar import ReadCalendar
from services.vault.application.take_calendar import TakeCalendar
from services.vault.application.withdraw_calendar_address import WithdrawCalendarAddress
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class Agenda:
    take_calendar: TakeCalendar
    read_calendar: ReadCalendar
    give_calendar_address: GiveCalendarAddress
    list_calendar_addresses: ListCalendarAddresses
    withdraw_calendar_address: WithdrawCalendarAddress


def agenda_of(ground: Ground) -> Agenda:
    log, gate, parts = ground.log, ground.gate, ground.parts
    return Agenda(
        take_calendar=TakeCalendar(log, gate, ground.appointments, write_calendar),
        read_calendar=ReadCalendar(log, gate, ground.appointments, write_calendar),
        give_calendar_address=GiveCalendarAddress(log, gate, parts),
        list_calendar_addresses=ListCalendarAddresses(log, gate, parts),
        withdraw_calendar_address=WithdrawCalendarAddress(log, gate),
    )
