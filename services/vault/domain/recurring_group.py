"""A group that comes again: which groups are its dates, and when each was planned.

Each date is a Group of its own (group.py), which is moved and cancelled alone, and holds its title, place and
people under a key of its own. This holds ids, codes and dates only, and no vault's id.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from services.vault.domain.group import theirs
from services.vault.domain.series import Slot
from shared.contracts.vault_series import Rhythm
from shared.problems import Refused


class RecurringGroupEvent(Aggregate.Event):
    pass


class Begun(RecurringGroupEvent, AggregateCreated):
    """`starts_local` go with `group_ids`, the soonest first."""

    TOPIC: ClassVar[str] = "vault.RecurringGroup.Begun"
    group_ids: list[str]
    starts_local: list[str]
    zone: str
    rhythm: Rhythm
    given_by: str
    organisation_id: str


class CalledOff(RecurringGroupEvent):
    """Nothing comes any more; which dates were cancelled, they tell themselves."""

    TOPIC: ClassVar[str] = "vault.RecurringGroup.CalledOff"

    def apply(self, group: RecurringGroup) -> None:
        group.state = "cancelled"


class RecurringGroup(Aggregate):
    """Begun with all its dates, called off once and for good."""

    TOPIC: ClassVar[str] = "vault.RecurringGroup"
    Event = RecurringGroupEvent
    Created = Begun  # type: ignore[assignment]
    CalledOff = CalledOff

    def __init__(
        self,
        group_ids: list[str],
        starts_local: list[str],
        zone: str,
        rhythm: Rhythm,
        given_by: str,
        organisation_id: str,
    ) -> None:
        self.slots = [Slot(*one) for one in zip(group_ids, starts_local, strict=True)]
        self.zone = zone
        self.rhythm = rhythm
        self.given_by = given_by
        self.organisation_id = organisation_id
        self.state: Literal["scheduled", "cancelled"] = "scheduled"

    @classmethod
    def begin(
        cls,
        recurring_id: UUID,
        *,
        slots: Sequence[Slot],
        zone: str,
        rhythm: Rhythm,
        given_by: str,
        organisation_id: str,
        now: datetime,
    ) -> RecurringGroup:
        return cls._create(
            event_class=Begun,
            id=recurring_id,
            timestamp=now,
            group_ids=[slot.appointment_id for slot in slots],
            starts_local=[slot.planned_local for slot in slots],
            zone=zone,
            rhythm=rhythm,
            given_by=given_by,
            organisation_id=organisation_id,
        )

    def call_off(self, now: datetime) -> None:
        self.refuse_if_cancelled()
        self.trigger_event(CalledOff, timestamp=now)

    def refuse_if_cancelled(self) -> None:
        if self.state == "cancelled":
            raise Refused("group_cancelled", "Ce rendez-vous de groupe est annulé.")

    def belongs_to(self, professional_id: str, organisations: frozenset[str]) -> bool:
        return theirs(self.organisation_id, self.given_by, professional_id, organisations)
