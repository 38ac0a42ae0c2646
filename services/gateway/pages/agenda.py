"""The person's calendar in their telephone: a file, addresses to subscribe to; and what these give."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.api.calendar import CALENDAR, calendar_file, feed_url
from services.gateway.edge.given import Id, TheLinkRate
from services.gateway.identity.key_card import qr_svg
from services.gateway.identity.link_secrets import secret_hash
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.shapes import Done
from shared.contracts.vault_calendar import (
    CalendarAddress,
    CalendarAddresses,
    CalendarFile,
    GiveCalendarAddress,
    ListCalendarAddresses,
    ReadCalendar,
    TakeCalendar,
    WithdrawCalendarAddress,
)
from shared.problems import Problem

ID_CHARS = 36
UNLISTED = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Cache-Control": "no-store"}


class AgendaPages(Controller):
    """By the person."""

    path = "/mon-agenda"
    include_in_schema = False

    @get("/")
    async def mine(self, view: TheView) -> Page:
        return await _mine(view)

    @post("/fichier", status_code=200)
    async def take(self, view: TheView) -> Response[str]:
        talk = view.need("holder")
        form = await view.form()
        command = TakeCalendar(
            vault_id=talk.actor.id,
            appointment_id=form.text("appointment_id")[:ID_CHARS],
            series_id=form.text("series_id")[:ID_CHARS],
        )
        return calendar_file((await talk.ask(command, CalendarFile)).text)

    @post("/", status_code=200)
    async def give(self, view: TheView) -> Page:
        talk = view.need("holder")
        await view.form()
        secret = view.gate.links.secret(talk.actor.id, talk.key)
        command = GiveCalendarAddress(vault_id=talk.actor.id, secret_hash=secret_hash(secret))
        try:
            await talk.ask(command, CalendarAddress)
        except Problem as problem:
            return await _mine(view, problem)
        url = feed_url(view.parts.settings.public_url, secret)
        return view.show("agenda_given.html", url=url, qr=qr_svg(url))

    @post("/{address_id:str}/arret", status_code=SEE_OTHER)
    async def stop(self, view: TheView, address_id: Id) -> Response[Any]:
        talk = view.need("holder")
        await view.form()
        await talk.ask(WithdrawCalendarAddress(vault_id=talk.actor.id, address_id=address_id), Done)
        return view.go("/mon-agenda", "calendar_address_withdrawn")


class AgendaFeed(Controller):
    """By whoever has the address, usually a telephone."""

    path = "/agenda"
    include_in_schema = False

    @get("/{secret:str}")
    async def read(self, view: TheView, link_rate: TheLinkRate, secret: Id) -> Response[str]:
        link_rate.count(view.request)
        digest = secret_hash(secret.removesuffix(".ics"))
        told = await view.talk.ask(ReadCalendar(secret_hash=digest), CalendarFile)
        return Response(told.text, media_type=CALENDAR, headers=UNLISTED)


async def _mine(view: View, problem: Problem | None = None) -> Page:
    talk = view.need("holder")
    known = (await talk.ask(ListCalendarAddresses(vault_id=talk.actor.id), CalendarAddresses)).addresses
    live = [address for address in known if address.state == "live"]
    return view.show("agenda.html", live=live, problem=problem)
