"""The person's own pages: my papers, my appointments, who looked, take everything away, my number."""

from __future__ import annotations

from hmac import compare_digest
from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.response import Stream

from services.gateway.edge.file_answers import file_answer
from services.gateway.edge.file_streams import clear_chunks
from services.gateway.edge.given import Id
from services.gateway.edge.visitor import address_of
from services.gateway.erasing import erase_vault, erasure_of
from services.gateway.identity.card_pages import Card
from services.gateway.pages.coming import lines_of
from services.gateway.pages.consent_form import CATEGORIES, ICONS, LANGUAGES
from services.gateway.pages.drafts import drafts_of
from services.gateway.pages.form import EMPTY, Form
from services.gateway.pages.own_secret import given
from services.gateway.pages.paper_ends import ends_of
from services.gateway.pages.paper_life import paper_life
from services.gateway.pages.recovery import open_recovery
from services.gateway.pages.shelves import PAPERS_AT_ONCE, labels_of, shelves_of
from services.gateway.pages.vault import appointments_of, listing_of
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.shapes import Done
from shared.contracts.vault import (
    AccessLog,
    Documents,
    ExportVault,
    GetVault,
    ReadAccessLog,
    ReadTicket,
    SetReach,
    Vault,
)
from shared.problems import InvalidInput, NotFound, Problem

LOG_LINES = 50
EXPORT_TIMEOUT_S = 120.0


class HolderPages(Controller):
    """What belongs to the person, by the person."""

    include_in_schema = False

    @get("/papiers")
    async def papers(self, view: TheView) -> Page:
        vault_id = view.need("holder").actor.id
        listed = await listing_of(view, vault_id) or Documents(documents=[])
        return view.show(
            "papers.html",
            listed=listed,
            documents=listed.documents,
            scanned=listed.scanned,
            drafts=await drafts_of(view, vault_id),
            life=await paper_life(view, vault_id),
            ends=await ends_of(view, vault_id),
            vault_id=vault_id,
            shelves=shelves_of(listed),
            labels=labels_of(listed),
            at_once=PAPERS_AT_ONCE,
            icons=ICONS,
        )

    @get("/papiers/ajouter")
    async def add(self, view: TheView) -> Page:
        vault_id = view.need("holder").actor.id
        form = Form({"category": [view.request.query_params.get("sorte", "")]})
        return view.show("add_paper.html", vault_id=vault_id, form=form, categories=CATEGORIES, icons=ICONS)

    @get("/rendez-vous")
    async def appointments(self, view: TheView) -> Page:
        vault_id = view.need("holder").actor.id
        coming = lines_of(await appointments_of(view, vault_id))
        return view.show("appointments.html", vault_id=vault_id, appointments=coming, form=EMPTY)

    @get("/journal")
    async def log(self, view: TheView) -> Page:
        talk = view.need("holder")
        before = view.request.query_params.get("avant", "")
        query = ReadAccessLog(
            vault_id=talk.actor.id, before=int(before[:9]) if before.isdecimal() else 0, limit=LOG_LINES
        )
        log = await talk.ask(query, AccessLog)
        return view.show(
            "log.html",
            log=log,
            more=log.lines[-1].number if len(log.lines) == LOG_LINES else 0,
            way_back=await open_recovery(view, talk.actor.id),
        )

    @get("/emporter")
    async def take_away(self, view: TheView) -> Page:
        view.need("holder")
        return view.show("take_away.html")

    @post("/emporter", status_code=200)
    async def export(self, view: TheView) -> Stream:
        talk = view.need("holder")
        await view.form()
        ticket = await talk.ask(ExportVault(vault_id=talk.actor.id), ReadTicket, timeout_s=EXPORT_TIMEOUT_S)
        return file_answer(ticket, await clear_chunks(view.parts.blobs, ticket), download=True)

    @get("/reglages")
    async def settings(self, view: TheView) -> Page:
        return await _settings(view)

    @post("/reglages", status_code=SEE_OTHER)
    async def set_reach(self, view: TheView) -> Response[Any]:
        talk = view.need("holder")
        form = await view.form()
        said = {
            "vault_id": talk.actor.id,
            "phone": form.text("phone"),
            "language": form.text("language"),
            "place_name_in_sms": form.ticked("place_name_in_sms"),
        }
        try:
            await talk.ask(_reach(said), Done)
        except Problem as problem:
            return await _settings(view, problem)
        return view.go("/reglages", "reach_set")

    @post("/carte-neuve", status_code=SEE_OTHER)
    async def new_card(self, view: TheView) -> Response[Any]:
        talk = view.need("holder")
        form = await view.form()
        vault = await talk.ask(GetVault(vault_id=talk.actor.id), Vault)
        try:
            text = await view.gate.holders.reissue(
                talk.actor.id, given(form), address_of(view.request), talk.signed_in.reference
            )
        except Problem as problem:
            return await _settings(view, problem)
        card = Card(given_name=vault.given_name, text=text, language=vault.language, vault_id=vault.id)
        return view.go(f"/carte/{await view.gate.card_pages.keep(talk.actor.id, card)}", "card_reissued")

    @post("/effacer", status_code=SEE_OTHER)
    async def erase(self, view: TheView) -> Response[Any]:
        talk = view.need("holder")
        form = await view.form()
        if form.text("confirmation").upper() != "EFFACER":
            wrong = InvalidInput(
                "confirmation_missing", "Écrivez EFFACER pour confirmer.", field="confirmation"
            )
            return await _settings(view, wrong)
        vault_id = talk.actor.id
        try:
            await view.gate.holders.prove(vault_id, given(form), address_of(view.request))
        except Problem as problem:
            return await _settings(view, problem)
        await erase_vault(talk, view.gate, vault_id)
        answer = view.go(f"/effacement/{vault_id}/{view.gate.erasure_code(vault_id)}", "vault_erased")
        answer.cookies.append(view.jar.no_session())
        return answer

    @get("/effacement/{vault_id:str}/{code:str}")
    async def erasure(self, view: TheView, vault_id: Id, code: Id) -> Page:
        """The report, for who holds its address: nobody signs in to a vault that is no more."""
        if not compare_digest(code.encode(), view.gate.erasure_code(vault_id).encode()):
            raise NotFound("no_such_address", "Cette adresse n'existe pas.")
        return view.show("erasure.html", report=await erasure_of(view.parts.caller, view.gate, vault_id))


async def _settings(view: View, problem: Problem | None = None) -> Page:
    talk = view.need("holder")
    vault = await talk.ask(GetVault(vault_id=talk.actor.id), Vault)
    return view.show("settings.html", vault=vault, tongues=LANGUAGES, problem=problem)


def _reach(said: dict[str, Any]) -> SetReach:
    try:
        return msgspec.convert(said, SetReach)
    except msgspec.ValidationError:
        raise InvalidInput("malformed", "Choisissez une langue de la liste.", field="language") from None
