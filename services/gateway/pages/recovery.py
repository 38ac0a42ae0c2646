"""The page of a professional beside a person who lost their card or forgot their PIN."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.edge.visitor import address_of
from services.gateway.identity.card_pages import Card
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.own_secret import chosen_twice, given
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from services.gateway.recovering import forgotten_pin, lost_card
from shared.contracts.vault import GetVault, Vault
from shared.contracts.vault_recovery import ListRecoveries, Recoveries, Recovery
from shared.problems import Problem

STOPPABLE = ("open", "granted")


class RecoveryPages(Controller):
    """In the person's presence; the person types."""

    path = "/coffre/{vault_id:str}/secours"
    include_in_schema = False

    @get("/")
    async def choose(self, view: TheView, vault_id: Id) -> Page:
        return await recovery_page(view, vault_id, EMPTY)

    @post("/code", status_code=SEE_OTHER)
    async def pin(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk, form, address = view.need("professional"), await view.form(), address_of(view.request)
        try:
            card, pin = form.text("card"), chosen_twice(form)
            await forgotten_pin(talk, view.gate, vault_id, card=card, pin=pin, address=address)
        except Problem as problem:
            return await recovery_page(view, vault_id, form, problem)
        return view.go(f"/coffre/{vault_id}", "pin_replaced")

    @post("/carte", status_code=SEE_OTHER)
    async def card(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk, form, address = view.need("professional"), await view.form(), address_of(view.request)
        vault = await talk.ask(GetVault(vault_id=vault_id), Vault)
        try:
            text = await lost_card(talk, view.gate, vault_id, pin=given(form, "old_pin"), address=address)
        except Problem as problem:
            return await recovery_page(view, vault_id, form, problem)
        card = Card(given_name=vault.given_name, text=text, language=vault.language, vault_id=vault_id)
        return view.go(f"/carte/{await view.gate.card_pages.keep(talk.actor.id, card)}", "card_reissued")


async def recovery_page(view: View, vault_id: str, form: Form, problem: Problem | None = None) -> Page:
    """What is lost, what is left; and, of a way back with neither, where it stands."""
    talk = view.need("professional")
    vault = await talk.ask(GetVault(vault_id=vault_id), Vault)
    return view.show(
        "recovery.html",
        vault=vault,
        both=await open_recovery(view, vault_id),
        form=form,
        problem=problem,
    )


async def open_recovery(view: View, vault_id: str) -> Recovery | None:
    """The way back that may still be stopped; nothing where that cannot be told now."""
    try:
        found = await view.talk.ask(ListRecoveries(vault_id=vault_id), Recoveries)
    except Problem:
        return None
    return next((one for one in found.recoveries if one.state in STOPPABLE), None)
