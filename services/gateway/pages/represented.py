"""The vault of a person who cannot sign, opened by who represents them: a measure to confirm, no consent."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.identity.card_pages import Card
from services.gateway.opening import open_vault, vault_id_of
from services.gateway.pages.consent_form import (
    ACTIONS,
    CATEGORIES,
    ICONS,
    LANGUAGES,
    grantee_in,
    grantees_of,
)
from services.gateway.pages.form import EMPTY, Form, converted
from services.gateway.pages.person_form import person_in
from services.gateway.pages.protection import FILL_IN, KINDS, mandate_said
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.vault_mandates import OpenRepresentedVault
from shared.problems import InvalidInput, Problem


class RepresentedPages(Controller):
    """By a representative; it opens nothing to them before a second person confirms it."""

    path = "/coffres/represente"
    include_in_schema = False

    @get("/")
    async def form(self, view: TheView) -> Page:
        return await _form(view, EMPTY)

    @post("/", status_code=SEE_OTHER)
    async def open(self, view: TheView) -> Response[Any]:
        talk, form = view.need("professional"), await view.form()
        try:
            command = await _command(view, form)
            opened = await open_vault(talk, view.gate, command, form.secret("pin"))
        except Problem as problem:
            return await _form(view, form, problem)
        card = Card(
            given_name=command.given_name,
            text=opened.card,
            language=command.language,
            vault_id=opened.vault_id,
            represented=True,
        )
        return view.go(f"/carte/{await view.gate.card_pages.keep(talk.actor.id, card)}", "vault_opened")


async def _command(view: View, form: Form) -> OpenRepresentedVault:
    if form.secret("pin") != form.secret("pin_again"):
        raise InvalidInput("pin_differs", "Les deux codes ne sont pas les mêmes.", field="pin_again")
    person = person_in(form)
    grantee = grantee_in(form, await grantees_of(view.talk))
    said = {
        "vault_id": vault_id_of(view.talk),
        "mandate": mandate_said(view, form, grantee),
        **person,
    }
    return converted(said, OpenRepresentedVault, FILL_IN)


async def _form(view: View, form: Form, problem: Problem | None = None) -> Page:
    talk = view.need("professional")
    return view.show(
        "represented_new.html",
        form=form,
        grantees=await grantees_of(talk),
        kinds=KINDS,
        actions=ACTIONS,
        categories=CATEGORIES,
        icons=ICONS,
        tongues=LANGUAGES,
        verified=talk.actor.verified,
        problem=problem,
    )
