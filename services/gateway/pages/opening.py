"""Opening a vault together, on one screen; then the key card's page to print."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.identity.card_pages import Card
from services.gateway.identity.key_card import qr_svg
from services.gateway.opening import open_vault, vault_id_of
from services.gateway.pages.consent_form import (
    LANGUAGES,
    consent_choices,
    grantee_in,
    grantees_of,
    terms_of,
)
from services.gateway.pages.form import EMPTY, Form, converted
from services.gateway.pages.own_secret import chosen_twice
from services.gateway.pages.person_form import person_in
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.vault import OpenVault
from shared.contracts.vault_log import GetLogHead, LogHead
from shared.contracts.vault_terms import Grantee
from shared.problems import Problem


class OpeningPages(Controller):
    """In the person's presence."""

    include_in_schema = False

    @get("/coffres/nouveau")
    async def form(self, view: TheView) -> Page:
        return _form(view, await grantees_of(view.need("professional")), EMPTY)

    @post("/coffres/nouveau", status_code=SEE_OTHER)
    async def open(self, view: TheView) -> Response[Any]:
        talk = view.need("professional")
        form, offered = await view.form(), await grantees_of(talk)
        try:
            command = _command(form, offered, view)
            opened = await open_vault(talk, view.gate, command, chosen_twice(form))
        except Problem as problem:
            return _form(view, offered, form, problem)
        card = Card(
            given_name=command.given_name,
            text=opened.card,
            language=command.language,
            vault_id=opened.vault_id,
        )
        token = await view.gate.card_pages.keep(talk.actor.id, card)
        return view.go(f"/carte/{token}", "vault_opened")

    @get("/carte/{token:str}")
    async def card(self, view: TheView, token: Id) -> Page:
        talk = view.need("professional", "holder")
        card = await view.gate.card_pages.show(talk.actor.id, token)
        address = f"{view.parts.settings.public_url}/connexion/carte"
        shown = address.partition("://")[2]
        printed = view.renderer.words.get(card.language, view.words)
        qr = qr_svg(f"{address}#{card.text}")
        head = await _head(view, card.vault_id)
        return view.show("card.html", card=card, shown=shown, qr=qr, token=token, c=printed, head=head)

    @post("/carte/{token:str}", status_code=SEE_OTHER)
    async def forget(self, view: TheView, token: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        await view.form()
        await view.gate.card_pages.forget(talk.actor.id, token)
        return view.go("/", "card_forgotten")


async def _head(view: View, vault_id: str) -> LogHead | None:
    """What the card prints of the log; a card is printed without rather than not at all."""
    try:
        return await view.talk.ask(GetLogHead(vault_id=vault_id), LogHead) if vault_id else None
    except Problem:
        return None


def _command(form: Form, offered: list[Grantee], view: View) -> OpenVault:
    chosen_twice(form)
    terms = terms_of(form, grantee_in(form, offered), view.parts.clock.now())
    said = person_in(form)
    return converted({"vault_id": vault_id_of(view.talk), "consent": terms, **said}, OpenVault)


def _form(view: View, offered: list[Grantee], form: Form, problem: Problem | None = None) -> Page:
    return view.show(
        "vault_new.html",
        form=form,
        grantees=offered,
        **consent_choices(),
        tongues=LANGUAGES,
        verified=view.talk.actor.verified,
        problem=problem,
    )
