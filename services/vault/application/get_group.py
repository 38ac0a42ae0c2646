"""A group with the people in it whom the actor may see; of the others, how many."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.appointment_shown import see
from services.vault.application.group_places import GroupPlaces
from services.vault.application.journal import note_once_a_day
from shared.contracts import vault_groups as contract
from shared.rpc.call import Call


@dataclass(frozen=True)
class GetGroup:
    places: GroupPlaces

    def __call__(self, request: contract.GetGroup, call: Call) -> contract.Group:
        gate, now = self.places.gate, self.places.gate.clock.now()
        group = self.places.of(call, request.group_id)
        people, unseen = [], 0
        for vault_id, (vault, appointment) in self.places.held(group).items():
            if gate.why_not(vault, call, see(appointment)):
                unseen += 1
                continue
            note_once_a_day(self.places.log, call, vault.id, "appointments_listed", now)
            people.append(
                contract.GroupPerson(
                    vault_id=vault_id,
                    given_name=vault.given_name,
                    family_name=vault.family_name,
                    apart=appointment.starts_at != group.starts_at,
                )
            )
        return contract.Group(
            id=str(group.id),
            title=group.title,
            place_name=group.place_name,
            starts_local=group.starts_local,
            zone=group.zone,
            starts_at=group.starts_at,
            lead_hours=group.lead_hours,
            capacity=group.capacity,
            state=group.state,
            people=sorted(people, key=lambda p: (p.given_name, p.family_name)),
            unseen=unseen,
            recurring_id=group.recurring_id,
        )
