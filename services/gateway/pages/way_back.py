"""Card and PIN both lost: the pages of the witnesses, of the person who says no, of the message's address."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id, TheLinkRate
from services.gateway.edge.visitor import ask_as_of_now
from services.gateway.identity.card_pages import Card
from services.gateway.pages.own_secret import chosen_twice
from services.gateway.pages.recovery import STOPPABLE, recovery_page
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from services.gateway.recovering import lost_both
from shared.contracts.shapes import Done
from shared.contracts.vault import GetVault, Vault
from shared.contracts.vault_recovery import (
    ListRecoveries,
    Recoveries,
    Recovery,
    StopRecovery,
    StopRecoveryByCode,
    WitnessRecovery,
)
from shared.problems import InvalidInput, NotFound, Problem

UNLISTED = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Cache-Control": "no-store"}


class WitnessPages(Controller):
    """By professionals of a live follow-up, in the person's presence."""

    path = "/coffre/{vault_id:str}/secours"
    include_in_schema = False

    @post("/temoin", status_code=SEE_OTHER)
    async def witness(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk, form = view.need("professional"), await view.form()
        try:
            if not form.ticked("here"):
                sentence = "Cochez la case : la personne doit être avec vous."
                raise InvalidInput("not_here", sentence, field="here")
            await ask_as_of_now(talk, view.gate)
            await talk.ask(WitnessRecovery(vault_id=vault_id), Recovery)
        except Problem as problem:
            return await recovery_page(view, vault_id, form, problem)
        return view.go(f"/coffre/{vault_id}/secours", "witnessed")

    @post("/{recovery_id:str}/remise", status_code=SEE_OTHER)
    async def replace(self, view: TheView, vault_id: Id, recovery_id: Id) -> Response[Any]:
        talk, form = view.need("professional"), await view.form()
        vault = await talk.ask(GetVault(vault_id=vault_id), Vault)
        try:
            secret = chosen_twice(form, "both_")
            await ask_as_of_now(talk, view.gate)
            text = await lost_both(talk, view.gate, vault_id, recovery_id, pin=secret)
        except Problem as problem:
            return await recovery_page(view, vault_id, form, problem)
        card = Card(given_name=vault.given_name, text=text, language=vault.language, vault_id=vault_id)
        return view.go(f"/carte/{await view.gate.card_pages.keep(talk.actor.id, card)}", "both_replaced")

    @post("/{recovery_id:str}/alerte", status_code=SEE_OTHER)
    async def alarm(self, view: TheView, vault_id: Id, recovery_id: Id) -> Response[Any]:
        talk, form = view.need("professional"), await view.form()
        try:
            await talk.ask(StopRecovery(vault_id=vault_id, recovery_id=recovery_id), Done)
        except Problem as problem:
            return await recovery_page(view, vault_id, form, problem)
        return view.go(f"/coffre/{vault_id}/secours", "recovery_stopped")


class RefusalPages(Controller):
    """By the person: who asked, and no."""

    path = "/secours"
    include_in_schema = False

    @get("/")
    async def mine(self, view: TheView) -> Page:
        return await _mine(view)

    @post("/{recovery_id:str}/non", status_code=SEE_OTHER)
    async def refuse(self, view: TheView, recovery_id: Id) -> Response[Any]:
        talk = view.need("holder")
        await view.form()
        try:
            await talk.ask(StopRecovery(vault_id=talk.actor.id, recovery_id=recovery_id), Done)
        except Problem as problem:
            return await _mine(view, problem)
        return view.go("/secours", "recovery_stopped")


class MessagePages(Controller):
    """By whoever has the address of a message. Looking does nothing: a robot's look stops nothing."""

    path = "/non"
    include_in_schema = False

    @get("/{vault_id:str}/{code:str}")
    async def look(self, view: TheView, vault_id: Id, code: Id) -> Page:
        return _message(view, vault_id, code, "ask")

    @post("/{vault_id:str}/{code:str}", status_code=200)
    async def refuse(self, view: TheView, link_rate: TheLinkRate, vault_id: Id, code: Id) -> Page:
        link_rate.count(view.request)
        await view.form()
        try:
            await view.talk.ask(StopRecoveryByCode(vault_id=vault_id, code=code), Done)
        except (NotFound, InvalidInput):
            return _message(view, vault_id, code, "dead", 404)
        return _message(view, vault_id, code, "done")


async def _mine(view: View, problem: Problem | None = None) -> Page:
    talk = view.need("holder")
    listed = await talk.ask(ListRecoveries(vault_id=talk.actor.id), Recoveries)
    return view.show("way_back.html", recoveries=listed.recoveries, stoppable=STOPPABLE, problem=problem)


def _message(view: View, vault_id: str, code: str, what: str, status: int = 200) -> Page:
    answer = view.show("way_back_no.html", status=status, vault_id=vault_id, code=code, what=what)
    answer.headers.update(UNLISTED)
    return answer
