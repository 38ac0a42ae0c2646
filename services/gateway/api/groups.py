"""An appointment given to several people at once."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, delete, get, post
from litestar.params import JSONBody

from services.gateway.edge.given import Id, TheTalk
from shared.contracts.vault import TITLE_MAX, Title
from shared.contracts.vault_appointments import LeadHours
from shared.contracts.vault_groups import (
    PEOPLE_MAX,
    AddToGroup,
    CancelGroup,
    GetGroup,
    Group,
    GroupChange,
    Groups,
    ListGroups,
    MoveGroup,
    People,
    RemoveFromGroup,
    ScheduleGroup,
)
from shared.contracts.vault_series import WallTime, Zone


class NewGroup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`vault_ids`: whom it is given to, `capacity` at most."""

    title: Title
    starts_local: WallTime
    vault_ids: People
    capacity: Annotated[int, msgspec.Meta(ge=1, le=PEOPLE_MAX)] = PEOPLE_MAX
    zone: Zone = "Europe/Paris"
    place_name: Annotated[str, msgspec.Meta(max_length=TITLE_MAX)] = ""
    lead_hours: LeadHours = msgspec.field(default_factory=lambda: [24])


class NewPeople(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    vault_ids: People


class GroupMove(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An empty `zone` keeps the group's."""

    starts_local: WallTime
    zone: Zone = ""


class GroupsApi(Controller):
    """For professionals: the groups they or their service gave."""

    path = "/groups"
    tags = ("appointments",)

    @get("/", operation_id="listGroups", summary="The groups you or your service gave")
    async def groups(self, talk: TheTalk) -> Groups:
        return await talk.ask(ListGroups(), Groups)

    @post("/", operation_id="scheduleGroup", summary="Give an appointment to several people")
    async def schedule(self, talk: TheTalk, data: JSONBody[NewGroup]) -> GroupChange:
        return await talk.ask(ScheduleGroup(**msgspec.structs.asdict(data)), GroupChange)

    @get("/{group_id:str}", operation_id="getGroup", summary="A group, with the people whom you may see")
    async def one(self, talk: TheTalk, group_id: Id) -> Group:
        return await talk.ask(GetGroup(group_id=group_id), Group)

    @post("/{group_id:str}/move", operation_id="moveGroup", summary="Move it for everybody", status_code=200)
    async def move(self, talk: TheTalk, group_id: Id, data: JSONBody[GroupMove]) -> GroupChange:
        command = MoveGroup(group_id=group_id, starts_local=data.starts_local, zone=data.zone)
        return await talk.ask(command, GroupChange)

    @post("/{group_id:str}/people", operation_id="addToGroup", summary="Give it to people more")
    async def add(self, talk: TheTalk, group_id: Id, data: JSONBody[NewPeople]) -> GroupChange:
        return await talk.ask(AddToGroup(group_id=group_id, vault_ids=data.vault_ids), GroupChange)

    @delete(
        "/{group_id:str}/people/{vault_id:str}",
        operation_id="removeFromGroup",
        summary="Take one person's place back",
        status_code=200,
    )
    async def remove(self, talk: TheTalk, group_id: Id, vault_id: Id) -> GroupChange:
        return await talk.ask(RemoveFromGroup(group_id=group_id, vault_id=vault_id), GroupChange)

    @delete("/{group_id:str}", operation_id="cancelGroup", summary="Cancel it for everybody", status_code=200)
    async def cancel(self, talk: TheTalk, group_id: Id) -> GroupChange:
        return await talk.ask(CancelGroup(group_id=group_id), GroupChange)
