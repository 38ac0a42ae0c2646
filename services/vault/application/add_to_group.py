"""Give a place in a group to people more."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.group_places import GroupPlaces, Places
from shared.contracts import vault_groups as contract
from shared.eventstore.log import Change
from shared.rpc.call import Call


@dataclass(frozen=True)
class AddToGroup:
    places: GroupPlaces

    def __call__(self, request: contract.AddToGroup, call: Call) -> contract.GroupChange:
        def work() -> Change:
            places = Places(self.places.of(call, request.group_id))
            places.group.refuse_if_over(self.places.gate.clock.now())
            self.places.give(places, request.vault_ids, call)
            return places.change()

        return self.places.log.command(call, contract.GroupChange, work)
