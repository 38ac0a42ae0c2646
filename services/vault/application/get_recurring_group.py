"""A group that comes again: its dates, and who comes, of those whom the actor may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.vault.application.appointment_shown import see
from services.vault.application.journal import note_once_a_day
from services.vault.application.recurring_places import RecurringPlaces, Standing, coming
from services.vault.domain.group import Group
from services.vault.domain.recurring_group import RecurringGroup
from services.vault.domain.vault import Vault
from services.vault.domain.wall_time import instant_of
from shared.contracts import vault_recurring_groups as contract
from shared.rpc.call import Call


@dataclass(frozen=True)
class GetRecurringGroup:
    places: RecurringPlaces

    def __call__(self, request: contract.GetRecurringGroup, call: Call) -> contract.RecurringGroup:
        recurring, groups = self.places.of(call, request.recurring_id)
        vaults = self.places.vaults(groups)
        standing = self.places.standing(groups, vaults)
        left = coming(groups, self.places.places.gate.clock.now())
        ahead = [held for group, held in zip(groups, standing, strict=True) if group in left]
        people, unseen = self._people(ahead, vaults, call)
        shown = (left or groups)[0]
        return contract.RecurringGroup(
            id=str(recurring.id),
            title=shown.title,
            place_name=shown.place_name,
            zone=recurring.zone,
            rhythm=recurring.rhythm,
            usual_local=recurring.slots[0].planned_local,
            lead_hours=shown.lead_hours,
            capacity=shown.capacity,
            state=recurring.state,
            left=len(left),
            dates=_dates(recurring, groups, standing),
            people=people,
            unseen=unseen,
        )

    def _people(
        self, ahead: Sequence[Standing], vaults: Mapping[str, Vault], call: Call
    ) -> tuple[list[contract.RecurringPerson], int]:
        gate, log = self.places.places.gate, self.places.places.log
        people, unseen, now = [], 0, gate.clock.now()
        for vault_id in sorted({one for held in ahead for one in held}):
            theirs = [held[vault_id] for held in ahead if vault_id in held]
            vault = vaults[vault_id]
            if gate.why_not(vault, call, see(theirs[0])):
                unseen += 1
                continue
            note_once_a_day(log, call, vault.id, "appointments_listed", now)
            people.append(
                contract.RecurringPerson(
                    vault_id=vault_id,
                    given_name=vault.given_name,
                    family_name=vault.family_name,
                    dates=len(theirs),
                )
            )
        return sorted(people, key=lambda p: (p.given_name, p.family_name)), unseen


def _dates(
    recurring: RecurringGroup, groups: Sequence[Group], standing: Sequence[Standing]
) -> list[contract.RecurringDate]:
    """In the order in which they take place. Those whose key is gone are past, and told no more."""
    planned = {slot.appointment_id: slot.planned_local for slot in recurring.slots}
    told = [
        contract.RecurringDate(
            group_id=str(group.id),
            starts_local=group.starts_local,
            starts_at=group.starts_at,
            state=group.state,
            people=len(held),
            apart=instant_of(planned[str(group.id)], recurring.zone) != group.starts_at,
        )
        for group, held in zip(groups, standing, strict=True)
    ]
    return sorted(told, key=lambda one: one.starts_at)
