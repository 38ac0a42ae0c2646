"""The groups that a professional or their service gave, those to come first."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import require_verified
from services.vault.application.group_places import GroupPlaces
from services.vault.application.ports import GroupIds
from services.vault.domain.group import Group
from shared.contracts import vault_groups as contract
from shared.eventstore.erased import ERASED
from shared.rpc.call import Call


@dataclass(frozen=True)
class ListGroups:
    places: GroupPlaces
    groups: GroupIds

    def __call__(self, request: contract.ListGroups, call: Call) -> contract.Groups:  # noqa: ARG002  # a query's shape
        require_verified(call)
        gate, now = self.places.gate, self.places.gate.clock.now()
        reader, acting = gate.reader(call), gate.acting(call)
        organisations = sorted(reader.organisations) if reader.confirmed else []
        mine = ["", *sorted(acting.organisations)]
        ids = self.groups.of(call.actor.id, mine, organisations, now, contract.GROUPS_LISTED_MAX)
        found = [self.places.log.find(Group, group_id) for group_id in ids]
        return contract.Groups(
            groups=[self._summary(group) for group in found if group and group.title is not ERASED]
        )

    def _summary(self, group: Group) -> contract.GroupSummary:
        return contract.GroupSummary(
            id=str(group.id),
            title=group.title,
            starts_local=group.starts_local,
            zone=group.zone,
            starts_at=group.starts_at,
            state=group.state,
            people=len(self.places.held(group)),
            capacity=group.capacity,
            recurring_id=group.recurring_id,
        )
