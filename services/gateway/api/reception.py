"""A desk's work: the day's appointments, acts to sign, acts to verify."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from services.gateway.edge.given import Id, TheTalk
from services.gateway.edge.talk import Talk
from shared.contracts.vault_acts import (
    ACT_MAX_CHARS,
    Act,
    Acts,
    ActVerdict,
    DrawUpAct,
    ListActs,
    VerifyAct,
    act_digest,
)
from shared.contracts.vault_day import DayAppointments, ListDayAppointments


class NewAct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`zone`: where it is signed."""

    zone: Annotated[str, msgspec.Meta(max_length=64)] = "Europe/Paris"


class ActInHand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text of an act, as printed; how its lines are cut does not matter."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=ACT_MAX_CHARS)]


class ReceptionApi(Controller):
    """For professionals; verifying an act, for anybody."""

    tags = ("reception",)

    @get(
        "/day-appointments", operation_id="listDayAppointments", summary="The day's appointments you may see"
    )
    async def day(self, talk: TheTalk, day: Annotated[str, QueryParameter(max_length=10)]) -> DayAppointments:
        return await talk.ask(ListDayAppointments(day=day), DayAppointments)

    @post(
        "/vaults/{vault_id:str}/acts", operation_id="drawUpAct", summary="Draw up the act of what is agreed"
    )
    async def draw_up(self, talk: TheTalk, vault_id: Id, data: JSONBody[NewAct]) -> Act:
        return await talk.ask(DrawUpAct(vault_id=vault_id, zone=data.zone), Act)

    @get("/vaults/{vault_id:str}/acts", operation_id="listActs", summary="The acts you may see")
    async def acts(self, talk: TheTalk, vault_id: Id) -> Acts:
        return await talk.ask(ListActs(vault_id=vault_id), Acts)

    @post(
        "/act-verifications",
        operation_id="verifyAct",
        summary="Whether this very act was drawn up here, and when",
        status_code=200,
    )
    async def verify(self, open_talk: NamedDependency[Talk], data: JSONBody[ActInHand]) -> ActVerdict:
        return await open_talk.ask(VerifyAct(sha256=act_digest(data.text)), ActVerdict)
