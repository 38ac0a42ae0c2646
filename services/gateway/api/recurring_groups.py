"""A group that comes again: given, joined, left, cancelled. One date alone is a group like any other."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, delete, get, post
from litestar.params import JSONBody

from services.gateway.api.groups import NewPeople
from services.gateway.edge.given import Id, TheTalk
from shared.contracts.vault import TITLE_MAX, Title
from shared.contracts.vault_appointments import LeadHours
from shared.contracts.vault_groups import PEOPLE_MAX, People
from shared.contracts.vault_recurring_groups import (
    CancelRecurringGroup,
    GetRecurringGroup,
    JoinRecurringGroup,
    LeaveRecurringGroup,
    RecurringChange,
    RecurringGroup,
    ScheduleRecurringGroup,
)
from shared.contracts.vault_series import Days, Rhythm, WallTime, Zone


class NewRecurringGroup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`vault_ids`: whom it is given to, `capacity` at most at each date. `skipped`: days without one."""

    title: Title
    starts_local: WallTime
    rhythm: Rhythm
    vault_ids: People
    capacity: Annotated[int, msgspec.Meta(ge=1, le=PEOPLE_MAX)] = PEOPLE_MAX
    zone: Zone = "Europe/Paris"
    place_name: Annotated[str, msgspec.Meta(max_length=TITLE_MAX)] = ""
    lead_hours: LeadHours = msgspec.field(default_factory=lambda: [24])
    skipped: Days = []


class RecurringGroupsApi(Controller):
    """For professionals. Each date has the id of a group, by which it is moved or cancelled (`/groups`)."""

    path = "/recurring-groups"
    tags = ("appointments",)

    @post("/", operation_id="scheduleRecurringGroup", summary="Give a group that comes again")
    async def schedule(self, talk: TheTalk, data: JSONBody[NewRecurringGroup]) -> RecurringChange:
        return await talk.ask(ScheduleRecurringGroup(**msgspec.structs.asdict(data)), RecurringChange)

    @get("/{recurring_id:str}", operation_id="getRecurringGroup", summary="Its dates, and who comes")
    async def one(self, talk: TheTalk, recurring_id: Id) -> RecurringGroup:
        return await talk.ask(GetRecurringGroup(recurring_id=recurring_id), RecurringGroup)

    @post(
        "/{recurring_id:str}/people",
        operation_id="joinRecurringGroup",
        summary="Give people a place at every date to come",
    )
    async def join(self, talk: TheTalk, recurring_id: Id, data: JSONBody[NewPeople]) -> RecurringChange:
        command = JoinRecurringGroup(recurring_id=recurring_id, vault_ids=data.vault_ids)
        return await talk.ask(command, RecurringChange)

    @delete(
        "/{recurring_id:str}/people/{vault_id:str}",
        operation_id="leaveRecurringGroup",
        summary="Take one person's place back at every date to come",
        status_code=200,
    )
    async def leave(self, talk: TheTalk, recurring_id: Id, vault_id: Id) -> RecurringChange:
        command = LeaveRecurringGroup(recurring_id=recurring_id, vault_id=vault_id)
        return await talk.ask(command, RecurringChange)

    @delete(
        "/{recurring_id:str}",
        operation_id="cancelRecurringGroup",
        summary="Cancel every date to come, for everybody",
        status_code=200,
    )
    async def cancel(self, talk: TheTalk, recurring_id: Id) -> RecurringChange:
        return await talk.ask(CancelRecurringGroup(recurring_id=recurring_id), RecurringChange)
