"""What the vault says of an appointment given to several people at once: a workshop, an outing, a meeting.

Each person's vault has its own appointment, which names neither the group nor who else comes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Query, Reply
from shared.contracts.vault import TITLE_MAX, Title
from shared.contracts.vault_appointments import LeadHours
from shared.contracts.vault_series import WallTime, Zone

PEOPLE_MAX = 50  # a large room; bounds what one transaction writes
GROUPS_LISTED_MAX = 100
Id = Annotated[str, msgspec.Meta(max_length=36)]
People = Annotated[list[Id], msgspec.Meta(min_length=1, max_length=PEOPLE_MAX)]


class GroupPerson(Reply, frozen=True, kw_only=True):
    """`apart`: they, or someone for them, put it at another time in their own calendar."""

    vault_id: str
    given_name: str
    family_name: str
    apart: bool = False


class NotPlaced(Reply, frozen=True, kw_only=True):
    """`reason`: why that vault takes no appointment from the actor, as a refusal's code; or `left`: their
    sharing ended, so that the new time could not be given and the old one was taken back.
    """

    vault_id: str
    reason: str


class GroupChange(Reply, frozen=True, kw_only=True):
    """What was done, in ids: `placed` have an appointment by this very request."""

    id: str
    placed: list[str] = []
    not_placed: list[NotPlaced] = []


class GroupSummary(Reply, frozen=True, kw_only=True):
    """`recurring_id`: the group that comes again of which this is one date, if any."""

    id: str
    title: str
    starts_local: str
    zone: str
    starts_at: datetime
    state: Literal["scheduled", "cancelled"]
    people: int
    capacity: int
    recurring_id: str = ""


class Groups(Reply, frozen=True, kw_only=True):
    """Those to come, the soonest first; then the rest, the newest first."""

    groups: list[GroupSummary]


class Group(Reply, frozen=True, kw_only=True):
    """`people`: those whom the actor may see, by name; `unseen`: how many others have a place."""

    id: str
    title: str
    place_name: str
    starts_local: str
    zone: str
    starts_at: datetime
    lead_hours: list[int]
    capacity: int
    state: Literal["scheduled", "cancelled"]
    people: list[GroupPerson]
    unseen: int = 0
    recurring_id: str = ""


class ScheduleGroup(Command, frozen=True, kw_only=True):
    """By a professional, to people who let them add appointments. One transaction: whoever may is given
    theirs, the others are told by `not_placed`; when nobody may, nothing is kept.
    """

    REPLY: ClassVar[type[Any]] = GroupChange
    title: Title
    starts_local: WallTime
    vault_ids: People
    capacity: Annotated[int, msgspec.Meta(ge=1, le=PEOPLE_MAX)] = PEOPLE_MAX
    zone: Zone = "Europe/Paris"
    place_name: Annotated[str, msgspec.Meta(max_length=TITLE_MAX)] = ""
    lead_hours: LeadHours = msgspec.field(default_factory=lambda: [24])


class AddToGroup(Command, frozen=True, kw_only=True):
    """Who has a place already keeps it."""

    REPLY: ClassVar[type[Any]] = GroupChange
    group_id: Id
    vault_ids: People


class RemoveFromGroup(Command, frozen=True, kw_only=True):
    """Takes back the appointment that the group gave."""

    REPLY: ClassVar[type[Any]] = GroupChange
    group_id: Id
    vault_id: Id


class MoveGroup(Command, frozen=True, kw_only=True):
    """An empty `zone` keeps the present one."""

    REPLY: ClassVar[type[Any]] = GroupChange
    group_id: Id
    starts_local: WallTime
    zone: Zone = ""


class CancelGroup(Command, frozen=True, kw_only=True):
    """Takes back every appointment that the group gave, from those too whose sharing ended since: nobody is
    left before a closed door, and nothing of their vault is told.
    """

    REPLY: ClassVar[type[Any]] = GroupChange
    group_id: Id


class GetGroup(Query, frozen=True, kw_only=True):
    """By who gave it, or a member of the organisation they acted for."""

    REPLY: ClassVar[type[Any]] = Group
    group_id: Id


class ListGroups(Query, frozen=True, kw_only=True):
    REPLY: ClassVar[type[Any]] = Groups
