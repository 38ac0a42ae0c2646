"""One page, to be read, heard or printed: who can see what until when, and who never can; and saying no."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.pages.consent_form import CATEGORIES, ICONS
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.shapes import Done
from shared.contracts.vault import GetVault, Vault
from shared.contracts.vault_emergency import (
    ChooseEmergency,
    ContestEmergency,
    Emergencies,
    ListEmergencies,
)
from shared.contracts.vault_mandates import WORDS_MAX, ContestMandate, ListMandates, Mandates
from shared.contracts.vault_notices import ListNotices, Notice, Notices, SettleNotice
from shared.contracts.vault_terms import Scope
from shared.problems import InvalidInput, Problem


class WhoSeesPages(Controller):
    """What the person reads of their own protection, and answers."""

    include_in_schema = False

    @get("/qui-voit")
    async def who_sees(self, view: TheView) -> Page:
        return await _page(view)

    @post("/qui-voit/mandats/{mandate_id:str}", status_code=SEE_OTHER)
    async def contest_mandate(self, view: TheView, mandate_id: Id) -> Response[Any]:
        talk = view.need("holder")
        words = (await view.form()).text("words")[:WORDS_MAX]
        try:
            command = ContestMandate(vault_id=talk.actor.id, mandate_id=mandate_id, words=_said(words))
            await talk.ask(command, Done)
        except Problem as problem:
            return await _page(view, problem)
        return view.go("/qui-voit", "contested")

    @post("/qui-voit/urgences/{emergency_id:str}", status_code=SEE_OTHER)
    async def contest_emergency(self, view: TheView, emergency_id: Id) -> Response[Any]:
        talk = view.need("holder")
        words = (await view.form()).text("words")[:WORDS_MAX]
        try:
            command = ContestEmergency(vault_id=talk.actor.id, emergency_id=emergency_id, words=_said(words))
            await talk.ask(command, Done)
        except Problem as problem:
            return await _page(view, problem)
        return view.go("/qui-voit", "contested")

    @post("/qui-voit/choix", status_code=SEE_OTHER)
    async def choose(self, view: TheView) -> Response[Any]:
        talk = view.need("holder")
        form = await view.form()
        allowed = form.text("emergency") == "yes"
        said = {
            "categories": form.every("categories"),
            "parts": ["contacts"] if form.ticked("contacts") else [],
        }
        try:
            scope = msgspec.convert(said, Scope) if allowed else None
            await talk.ask(ChooseEmergency(vault_id=talk.actor.id, allowed=allowed, scope=scope), Done)
        except Problem as problem:
            return await _page(view, problem)
        except msgspec.ValidationError:
            wrong = InvalidInput("malformed", "Une case a une valeur inattendue.", field="categories")
            return await _page(view, wrong)
        return view.go("/qui-voit", "emergency_chosen")

    @post("/avis/{notice_id:str}/bien", status_code=SEE_OTHER)
    async def settle(self, view: TheView, notice_id: Id) -> Response[Any]:
        talk = view.need("holder")
        await view.form()
        await talk.ask(SettleNotice(vault_id=talk.actor.id, notice_id=notice_id), Done)
        return view.go("/", "notice_settled")


async def notices_of(view: View) -> list[Notice]:
    """What is unusual; nothing where that cannot be told now."""
    query = ListNotices(vault_id=view.talk.actor.id, zone=view.parts.settings.zone)
    try:
        return (await view.talk.ask(query, Notices)).notices
    except Problem:
        return []


async def _page(view: View, problem: Problem | None = None) -> Page:
    talk = view.need("holder")
    vault = await talk.ask(GetVault(vault_id=talk.actor.id), Vault)
    mandates = (await talk.ask(ListMandates(vault_id=vault.id), Mandates)).mandates
    emergencies = await talk.ask(ListEmergencies(vault_id=vault.id), Emergencies)
    return view.show(
        "who_sees.html",
        vault=vault,
        live=[consent for consent in vault.consents if consent.state == "live"],
        mandates=[one for one in mandates if one.state != "ended"],
        emergencies=emergencies,
        shown=emergencies.scope or Scope(),
        categories=CATEGORIES,
        icons=ICONS,
        problem=problem,
    )


def _said(words: str) -> str:
    if not words:
        raise InvalidInput("missing", "Dites pourquoi en quelques mots.", field="words")
    return words
