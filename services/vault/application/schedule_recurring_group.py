"""Give a group that comes again: every date, to everybody who may have it, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.vault.application.gate import require_verified
from services.vault.application.recurring_places import Dates, RecurringPlaces, refuse_too_many
from services.vault.application.schedule_series import kept_dates
from services.vault.domain.group import Group
from services.vault.domain.recurring_group import RecurringGroup
from services.vault.domain.series import Slot
from shared.contracts import vault_recurring_groups as contract
from shared.eventstore.key_port import Keys
from shared.eventstore.log import Change
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.problems import InvalidInput
from shared.rpc.call import Call


@dataclass(frozen=True)
class ScheduleRecurringGroup:
    places: RecurringPlaces
    keys: Keys

    def __call__(self, request: contract.ScheduleRecurringGroup, call: Call) -> contract.RecurringChange:
        require_verified(call)
        refuse_nir(request.title, "title")
        refuse_nir(request.place_name, "place_name")
        recurring_id = new_id()

        def work() -> Change:
            dates = self._begun(recurring_id, request, call)
            self.places.give(dates, request.vault_ids, call)
            if not dates.placed:
                return dates.refusal()
            for group in dates.groups:
                self.keys.create(group.id)  # committed before the first event that it seals
            return dates.change()

        return self.places.places.log.command(call, contract.RecurringChange, work)

    def _begun(self, recurring_id: UUID, request: contract.ScheduleRecurringGroup, call: Call) -> Dates:
        now = self.places.places.gate.clock.now()
        kept = kept_dates(request, now)
        if len(kept) > contract.DATES_MAX:
            sentence = f"Cela fait trop de dates : {contract.DATES_MAX} au plus."
            raise InvalidInput("group_dates_many", sentence, field="rhythm.until")
        refuse_too_many(len(set(request.vault_ids)), len(kept))
        groups = [self._date(one, recurring_id, request, call) for one in kept]
        recurring = RecurringGroup.begin(
            recurring_id,
            slots=_slots(groups),
            zone=request.zone,
            rhythm=request.rhythm,
            given_by=call.actor.id,
            organisation_id=call.actor.organisation_id,
            now=now,
        )
        return Dates(recurring, groups)

    def _date(
        self, starts_local: str, recurring_id: UUID, request: contract.ScheduleRecurringGroup, call: Call
    ) -> Group:
        return Group.begin(
            new_id(),
            title=request.title.strip(),
            place_name=request.place_name.strip(),
            starts_local=starts_local,
            zone=request.zone,
            lead_hours=request.lead_hours,
            capacity=request.capacity,
            given_by=call.actor.id,
            organisation_id=call.actor.organisation_id,
            now=self.places.places.gate.clock.now(),
            recurring_id=str(recurring_id),
        )


def _slots(groups: Sequence[Group]) -> list[Slot]:
    return [Slot(str(group.id), group.starts_local) for group in groups]
