"""Give a secret address at which the calendar can be read. By the person alone."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.calendar_address_shown import address_as, another_hides_one, known_of
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.ports import PartIds
from services.vault.domain.calendar_address import CalendarAddress
from shared.contracts import vault_calendar as contract
from shared.eventstore.log import Change, EventLog
from shared.problems import Conflict, Refused
from shared.rpc.call import Call

TOO_MANY = "Arrêtez d'abord une adresse dont vous n'avez plus besoin."


@dataclass(frozen=True)
class GiveCalendarAddress:
    log: EventLog
    gate: Gate
    parts: PartIds

    def __call__(self, request: contract.GiveCalendarAddress, call: Call) -> contract.CalendarAddress:
        def work() -> Change:
            vault, now = self.gate.own_vault(call, request.vault_id), self.gate.clock.now()
            if self.log.find(CalendarAddress, CalendarAddress.create_id(request.secret_hash)) is not None:
                raise Conflict("address_exists", "Cette adresse est déjà donnée.")
            known = known_of(self.log, self.parts, vault.id)
            live = sum(address.state(now) == "live" for address in known)
            if live >= contract.LIVE_ADDRESSES_MAX or another_hides_one(known, now):
                raise Refused("too_many_addresses", TOO_MANY)
            address = CalendarAddress.give(vault.id, request.secret_hash, now)
            told = line(vault.id, "calendar_address_given", call)
            return Change(reply=address_as(address, now), aggregates=[address], log=[told])

        return self.log.command(call, contract.CalendarAddress, work)
