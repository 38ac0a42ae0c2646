"""Take back one person's place at every date to come of a group that comes again."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import uuid_of
from services.vault.application.recurring_places import RecurringPlaces
from shared.contracts import vault_recurring_groups as contract
from shared.eventstore.log import Change
from shared.problems import NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class LeaveRecurringGroup:
    places: RecurringPlaces

    def __call__(self, request: contract.LeaveRecurringGroup, call: Call) -> contract.RecurringChange:
        def work() -> Change:
            dates = self.places.to_come(call, request.recurring_id)
            vault_id = str(uuid_of(request.vault_id, "vault_id"))
            vaults = self.places.vaults(dates.groups)
            held = [s[vault_id] for s in self.places.standing(dates.groups, vaults) if vault_id in s]
            mine, theirs = self.places.places.why_not(vaults[vault_id], call) if held else ("", "")
            if not held or (mine and not theirs):  # excepted by name: told as of anybody without a place
                raise NotFound("not_in_group", "Cette personne n'a pas de place dans ce groupe.")
            self.places.take_back(dates, vault_id, held, call)
            return dates.change()

        return self.places.places.log.command(call, contract.RecurringChange, work)
