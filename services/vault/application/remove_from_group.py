"""Take back the place that a group gave to one person."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import uuid_of
from services.vault.application.group_places import GroupPlaces, Places
from shared.contracts import vault_groups as contract
from shared.eventstore.log import Change
from shared.problems import NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class RemoveFromGroup:
    places: GroupPlaces

    def __call__(self, request: contract.RemoveFromGroup, call: Call) -> contract.GroupChange:
        def work() -> Change:
            places = Places(self.places.of(call, request.group_id))
            places.group.refuse_if_over(self.places.gate.clock.now())
            vault_id = str(uuid_of(request.vault_id, "vault_id"))
            held = self.places.held(places.group).get(vault_id)
            mine, theirs = self.places.why_not(held[0], call) if held else ("", "")
            if held is None or (mine and not theirs):  # excepted by name: told as of anybody without a place
                raise NotFound("not_in_group", "Cette personne n'a pas de place dans ce groupe.")
            self.places.take_back(places, vault_id, held, call)
            return places.change()

        return self.places.log.command(call, contract.GroupChange, work)
