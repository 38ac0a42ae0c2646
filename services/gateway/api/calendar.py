"""The person's calendar taken away: a file, and secret addresses that a telephone subscribes to."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Controller, Response, delete, get, post
from litestar.params import QueryParameter

from services.gateway.edge.given import Id, TheGate, TheParts, TheTalk
from services.gateway.identity.link_secrets import secret_hash
from shared.contracts.shapes import Done
from shared.contracts.vault_calendar import (
    CalendarAddress,
    CalendarAddresses,
    CalendarFile,
    GiveCalendarAddress,
    ListCalendarAddresses,
    TakeCalendar,
    WithdrawCalendarAddress,
)

CALENDAR = "text/calendar; charset=utf-8"


class GivenAddress(msgspec.Struct, frozen=True, kw_only=True):
    """`url`: what to give to a calendar, shown once; the same request sent again shows it again."""

    address: CalendarAddress
    url: str


class CalendarApi(Controller):
    """By the holder."""

    path = "/vaults/{vault_id:str}"
    tags = ("appointments",)

    @get("/calendar.ics", operation_id="takeCalendar", summary="What is to come, as an iCalendar file")
    async def take(
        self,
        talk: TheTalk,
        vault_id: Id,
        appointment: Annotated[str, QueryParameter(max_length=36, description="Only this one")] = "",
        series: Annotated[str, QueryParameter(max_length=36, description="Only this series")] = "",
    ) -> Response[str]:
        command = TakeCalendar(vault_id=vault_id, appointment_id=appointment, series_id=series)
        return calendar_file((await talk.ask(command, CalendarFile)).text)

    @post(
        "/calendar-addresses", operation_id="giveCalendarAddress", summary="Make an address to subscribe to"
    )
    async def give(self, talk: TheTalk, gate: TheGate, parts: TheParts, vault_id: Id) -> GivenAddress:
        secret = gate.links.secret(talk.actor.id, talk.key)
        command = GiveCalendarAddress(vault_id=vault_id, secret_hash=secret_hash(secret))
        address = await talk.ask(command, CalendarAddress)
        return GivenAddress(address=address, url=feed_url(parts.settings.public_url, secret))

    @get("/calendar-addresses", operation_id="listCalendarAddresses", summary="The addresses given")
    async def addresses(self, talk: TheTalk, vault_id: Id) -> CalendarAddresses:
        return await talk.ask(ListCalendarAddresses(vault_id=vault_id), CalendarAddresses)

    @delete(
        "/calendar-addresses/{address_id:str}",
        operation_id="withdrawCalendarAddress",
        summary="Stop an address, at once",
    )
    async def withdraw(self, talk: TheTalk, vault_id: Id, address_id: Id) -> None:
        await talk.ask(WithdrawCalendarAddress(vault_id=vault_id, address_id=address_id), Done)


def calendar_file(text: str) -> Response[str]:
    """A file to keep, never cached."""
    headers = {
        "Content-Disposition": 'attachment; filename="rendez-vous.ics"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(text, media_type=CALENDAR, headers=headers)


def feed_url(public_url: str, secret: str) -> str:
    """Where a calendar subscribes."""
    return f"{public_url}/agenda/{secret}.ics"
