"""Give an appointment to several people at once; each has their own, none sees who else comes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.vault.application.gate import require_verified
from services.vault.application.group_places import GroupPlaces, Places
from services.vault.domain.group import Group
from shared.contracts import vault_groups as contract
from shared.eventstore.key_port import Keys
from shared.eventstore.log import Change
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.rpc.call import Call


@dataclass(frozen=True)
class ScheduleGroup:
    places: GroupPlaces
    keys: Keys

    def __call__(self, request: contract.ScheduleGroup, call: Call) -> contract.GroupChange:
        require_verified(call)
        refuse_nir(request.title, "title")
        refuse_nir(request.place_name, "place_name")
        group_id = new_id()

        def work() -> Change:
            places = Places(self._begun(group_id, request, call))
            self.places.give(places, request.vault_ids, call)
            if not places.placed:
                return places.refusal()
            self.keys.create(places.group.id)  # committed before the first event that it seals
            return places.change()

        return self.places.log.command(call, contract.GroupChange, work)

    def _begun(self, group_id: UUID, request: contract.ScheduleGroup, call: Call) -> Group:
        return Group.begin(
            group_id,
            title=request.title.strip(),
            place_name=request.place_name.strip(),
            starts_local=request.starts_local,
            zone=request.zone,
            lead_hours=request.lead_hours,
            capacity=request.capacity,
            given_by=call.actor.id,
            organisation_id=call.actor.organisation_id,
            now=self.places.gate.clock.now(),
        )
