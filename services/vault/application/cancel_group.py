"""Cancel a group: each appointment that it gave is cancelled, its reminders with it."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.group_places import GroupPlaces, Places
from shared.contracts import vault_groups as contract
from shared.eventstore.log import Change
from shared.rpc.call import Call


@dataclass(frozen=True)
class CancelGroup:
    places: GroupPlaces

    def __call__(self, request: contract.CancelGroup, call: Call) -> contract.GroupChange:
        def work() -> Change:
            places = Places(self.places.of(call, request.group_id))
            places.group.call_off(self.places.gate.clock.now())
            for vault_id, held in self.places.held(places.group).items():
                self.places.take_back(places, vault_id, held, call)
            return places.change()

        return self.places.log.command(call, contract.GroupChange, work)
