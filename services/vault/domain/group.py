"""An appointment given to several people: its time, how many places, which appointment each vault was given.

What people read of it (title, place), and who has a place, are sealed with the group's own key; the places
told before 2026-11-26 were stored in clear (decision 0022). The appointments do not name the group: from one
of them nobody learns who else has one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from services.vault.domain.appointment import farthest_first
from services.vault.domain.wall_time import instant_of, upcoming
from shared.eventstore.erased import ERASED
from shared.problems import Refused


class GroupEvent(Aggregate.Event):
    PERSONAL: ClassVar[frozenset[str]] = frozenset()


class Begun(GroupEvent, AggregateCreated):
    """`recurring_id`: the group that comes again of which this is one date, if any. Version 2 knows of it."""

    class_version = 2
    TOPIC: ClassVar[str] = "vault.Group.Begun"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"title", "place_name"})
    title: str
    place_name: str
    starts_local: str
    zone: str
    lead_hours: list[int]
    capacity: int
    given_by: str
    organisation_id: str
    recurring_id: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Until then, each came once."""
        state["recurring_id"] = ""


class PersonPlaced(GroupEvent):
    TOPIC: ClassVar[str] = "vault.Group.PersonPlaced"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"vault_id", "appointment_id"})
    vault_id: str
    appointment_id: str

    def apply(self, group: Group) -> None:
        if self.vault_id is not ERASED:
            group.places[self.vault_id] = self.appointment_id


class PlaceFreed(GroupEvent):
    TOPIC: ClassVar[str] = "vault.Group.PlaceFreed"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"vault_id"})
    vault_id: str

    def apply(self, group: Group) -> None:
        group.places.pop(self.vault_id, None)


class GroupMoved(GroupEvent):
    TOPIC: ClassVar[str] = "vault.Group.GroupMoved"
    starts_local: str
    zone: str

    def apply(self, group: Group) -> None:
        group.starts_local, group.zone = self.starts_local, self.zone


class CalledOff(GroupEvent):
    TOPIC: ClassVar[str] = "vault.Group.CalledOff"

    def apply(self, group: Group) -> None:
        group.state = "cancelled"


class Group(Aggregate):
    """`places`: the appointment given, by vault id."""

    TOPIC: ClassVar[str] = "vault.Group"
    Event = GroupEvent
    Created = Begun  # type: ignore[assignment]
    PersonPlaced = PersonPlaced
    PlaceFreed = PlaceFreed
    GroupMoved = GroupMoved
    CalledOff = CalledOff

    def __init__(
        self,
        title: str,
        place_name: str,
        starts_local: str,
        zone: str,
        lead_hours: list[int],
        capacity: int,
        given_by: str,
        organisation_id: str,
        recurring_id: str = "",
    ) -> None:
        self.title = title
        self.place_name = place_name
        self.starts_local = starts_local
        self.zone = zone
        self.lead_hours = list(lead_hours)
        self.capacity = capacity
        self.given_by = given_by
        self.organisation_id = organisation_id
        self.recurring_id = recurring_id
        self.state: Literal["scheduled", "cancelled"] = "scheduled"
        self.places: dict[str, str] = {}

    @classmethod
    def begin(
        cls,
        group_id: UUID,
        *,
        title: str,
        place_name: str,
        starts_local: str,
        zone: str,
        lead_hours: list[int],
        capacity: int,
        given_by: str,
        organisation_id: str,
        now: datetime,
        recurring_id: str = "",
    ) -> Group:
        upcoming(starts_local, zone, now)
        return cls._create(
            event_class=Begun,
            id=group_id,
            timestamp=now,
            title=title,
            place_name=place_name,
            starts_local=starts_local,
            zone=zone,
            lead_hours=farthest_first(lead_hours),
            capacity=capacity,
            given_by=given_by,
            organisation_id=organisation_id,
            recurring_id=recurring_id,
        )

    @property
    def starts_at(self) -> datetime:
        """The UTC instant, by today's zone data."""
        return instant_of(self.starts_local, self.zone)

    def place(self, vault_id: str, appointment_id: str, now: datetime) -> None:
        """Raises Refused: no place left, cancelled, begun."""
        self.refuse_if_over(now)
        if len(self.places) >= self.capacity:
            raise Refused("group_full", "Il n'y a plus de place.", field="vault_ids")
        self.trigger_event(PersonPlaced, timestamp=now, vault_id=vault_id, appointment_id=appointment_id)

    def free(self, vault_id: str, now: datetime) -> None:
        """Who has no place leaves none."""
        if vault_id in self.places:
            self.trigger_event(PlaceFreed, timestamp=now, vault_id=vault_id)

    def move(self, starts_local: str, zone: str, now: datetime) -> None:
        """The same time again changes nothing."""
        self.refuse_if_over(now)
        upcoming(starts_local, zone, now)
        if (starts_local, zone) != (self.starts_local, self.zone):
            self.trigger_event(GroupMoved, timestamp=now, starts_local=starts_local, zone=zone)

    def call_off(self, now: datetime) -> None:
        self.refuse_if_over(now)
        self.trigger_event(CalledOff, timestamp=now)

    def refuse_if_over(self, now: datetime) -> None:
        if self.state == "cancelled":
            raise Refused("group_cancelled", "Ce rendez-vous de groupe est annulé.")
        if self.starts_at <= now:
            raise Refused("group_past", "Ce rendez-vous de groupe a déjà eu lieu.")

    def belongs_to(self, professional_id: str, organisations: frozenset[str]) -> bool:
        return theirs(self.organisation_id, self.given_by, professional_id, organisations)


def theirs(organisation_id: str, given_by: str, professional_id: str, organisations: frozenset[str]) -> bool:
    """Whether they belong to the organisation that it was given for: it stays with the post. Given for none,
    it is who gave it.
    """
    return organisation_id in organisations if organisation_id else given_by == professional_id
