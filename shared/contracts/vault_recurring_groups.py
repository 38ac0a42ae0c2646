"""What the vault says of a group that comes again: a weekly workshop, its dates, who comes to it.

Each date is a group of its own (vault_groups.py): moving or cancelling one alone is moving or cancelling that
group. Each person has a series of their own, which names neither the group nor who else comes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Query, Reply
from shared.contracts.vault import TITLE_MAX, Title
from shared.contracts.vault_appointments import LeadHours
from shared.contracts.vault_groups import PEOPLE_MAX, Id, NotPlaced, People
from shared.contracts.vault_series import Days, Rhythm, WallTime, Zone

DATES_MAX = 52  # a year of weeks; each is a group with a key of its own
PLACES_MAX = 260  # people times dates in one request, which is one transaction: a term of twenty for thirteen


class RecurringDate(Reply, frozen=True, kw_only=True):
    """`apart`: moved alone; `people`: how many have a place that day."""

    group_id: str
    starts_local: str
    starts_at: datetime
    state: Literal["scheduled", "cancelled"]
    people: int
    apart: bool = False


class RecurringPerson(Reply, frozen=True, kw_only=True):
    """`dates`: how many of the dates to come they have a place at."""

    vault_id: str
    given_name: str
    family_name: str
    dates: int


class RecurringGroup(Reply, frozen=True, kw_only=True):
    """`left`: the dates to come. `people`: of those to come, whom the actor may see; `unseen`: how many
    others have a place.
    """

    id: str
    title: str
    place_name: str
    zone: str
    rhythm: Rhythm
    usual_local: str
    lead_hours: list[int]
    capacity: int
    state: Literal["scheduled", "cancelled"]
    left: int
    dates: list[RecurringDate]
    people: list[RecurringPerson]
    unseen: int = 0


class RecurringChange(Reply, frozen=True, kw_only=True):
    """What was done, in ids: `placed` were given dates by this very request; `dates` is how many there are to
    come.
    """

    id: str
    dates: int
    placed: list[str] = []
    not_placed: list[NotPlaced] = []


class ScheduleRecurringGroup(Command, frozen=True, kw_only=True):
    """By a professional, to people who let them add appointments: every date, to everybody who may have it,
    in one transaction; when nobody may, nothing is kept. `skipped`: days on which there is none.
    """

    REPLY: ClassVar[type[Any]] = RecurringChange
    title: Title
    starts_local: WallTime
    rhythm: Rhythm
    vault_ids: People
    capacity: Annotated[int, msgspec.Meta(ge=1, le=PEOPLE_MAX)] = PEOPLE_MAX
    zone: Zone = "Europe/Paris"
    place_name: Annotated[str, msgspec.Meta(max_length=TITLE_MAX)] = ""
    lead_hours: LeadHours = msgspec.field(default_factory=lambda: [24])
    skipped: Days = []


class JoinRecurringGroup(Command, frozen=True, kw_only=True):
    """A place at every date to come; whoever has one already keeps it."""

    REPLY: ClassVar[type[Any]] = RecurringChange
    recurring_id: Id
    vault_ids: People


class LeaveRecurringGroup(Command, frozen=True, kw_only=True):
    """Takes back one person's place at every date to come."""

    REPLY: ClassVar[type[Any]] = RecurringChange
    recurring_id: Id
    vault_id: Id


class CancelRecurringGroup(Command, frozen=True, kw_only=True):
    """Cancels every date to come, for everybody, those too whose sharing ended since."""

    REPLY: ClassVar[type[Any]] = RecurringChange
    recurring_id: Id


class GetRecurringGroup(Query, frozen=True, kw_only=True):
    """By who gave it, or a member of the organisation they acted for."""

    REPLY: ClassVar[type[Any]] = RecurringGroup
    recurring_id: Id
