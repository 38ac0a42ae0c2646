"""Cancel a group that comes again: every date to come, for everybody; those past stay as they were."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.recurring_places import RecurringPlaces
from shared.contracts import vault_recurring_groups as contract
from shared.eventstore.log import Change
from shared.rpc.call import Call


@dataclass(frozen=True)
class CancelRecurringGroup:
    places: RecurringPlaces

    def __call__(self, request: contract.CancelRecurringGroup, call: Call) -> contract.RecurringChange:
        def work() -> Change:
            dates, now = self.places.to_come(call, request.recurring_id), self.places.places.gate.clock.now()
            dates.recurring.call_off(now)
            vaults = self.places.vaults(dates.groups)
            standing = self.places.standing(dates.groups, vaults)
            for group in dates.groups:
                group.call_off(now)
            for vault_id in vaults:
                if held := [one[vault_id] for one in standing if vault_id in one]:
                    self.places.take_back(dates, vault_id, held, call)
            return dates.change()

        return self.places.places.log.command(call, contract.RecurringChange, work)
