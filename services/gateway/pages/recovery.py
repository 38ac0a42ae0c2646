"""The page of a professional beside a person who lost their card or forgot their PIN."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.edge.visitor import address_of
from services.gateway.identity.card_pages import Card
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from services.gateway.recovering import forgotten_pin, lost_card
from shared.contracts.vault import GetVault, Vault
from shared.problems import InvalidInput, Problem


class RecoveryPages(Controller):
    """In the person's presence; the person types."""

    path = "/coffre/{vault_id:str}/secours"
    include_in_schema = False

    @get("/")
    async def choose(self, view: TheView, vault_id: Id) -> Page:
        return await _page(view, vault_id, EMPTY)

    @post("/code", status_code=SEE_OTHER)
    async def pin(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk, form, address = view.need("professional"), await view.form(), address_of(view.request)
        try:
            if form.secret("pin") != form.secret("pin_again"):
                sentence = "Les deux codes ne sont pas les mêmes."
                raise InvalidInput("pin_differs", sentence, field="pin_again")
            card, pin = form.text("card"), form.secret("pin")
            await forgotten_pin(talk, view.gate, vault_id, card=card, pin=pin, address=address)
        except Problem as problem:
            return await _page(view, vault_id, form, problem)
        return view.go(f"/coffre/{vault_id}", "pin_replaced")

    @post("/carte", status_code=SEE_OTHER)
    async def card(self, view: TheView, vault_id: Id) -> Response[Any]:
        talk, form, address = view.need("professional"), await view.form(), address_of(view.request)
        vault = await talk.ask(GetVault(vault_id=vault_id), Vault)
        try:
            text = await lost_card(talk, view.gate, vault_id, pin=form.secret("old_pin"), address=address)
        except Problem as problem:
            return await _page(view, vault_id, form, problem)
        card = Card(given_name=vault.given_name, text=text, language=vault.language)
        return view.go(f"/carte/{await view.gate.card_pages.keep(talk.actor.id, card)}", "card_reissued")


async def _page(view: View, vault_id: str, form: Form, problem: Problem | None = None) -> Page:
    talk = view.need("professional")
    vault = await talk.ask(GetVault(vault_id=vault_id), Vault)
    return view.show("recovery.html", vault=vault, form=form, problem=problem)
