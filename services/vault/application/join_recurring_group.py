"""Give people a place at every date to come of a group that comes again."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.recurring_places import RecurringPlaces
from shared.contracts import vault_recurring_groups as contract
from shared.eventstore.log import Change
from shared.rpc.call import Call


@dataclass(frozen=True)
class JoinRecurringGroup:
    places: RecurringPlaces

    def __call__(self, request: contract.JoinRecurringGroup, call: Call) -> contract.RecurringChange:
        def work() -> Change:
            dates = self.places.to_come(call, request.recurring_id)
            self.places.give(dates, request.vault_ids, call)
            return dates.change()

        return self.places.places.log.command(call, contract.RecurringChange, work)
