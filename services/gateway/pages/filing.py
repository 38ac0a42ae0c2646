"""The page where one says where a paper goes, sees who will read it there, and puts it back."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post

from services.gateway.edge.given import Id
from services.gateway.pages.consent_form import CATEGORIES, ICONS
from services.gateway.pages.folders import home
from services.gateway.pages.shelves import labels_of, place_text, readers_by_category, shelves_of
from services.gateway.pages.vault import listing_of
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.vault import Document
from shared.contracts.vault_folders import MovePaper
from shared.contracts.vault_listing import Place
from shared.problems import InvalidInput, NotFound, Problem


class FilingPages(Controller):
    """One paper's place."""

    path = "/coffre/{vault_id:str}/papiers/{document_id:str}/dossier"
    include_in_schema = False

    @get("/")
    async def form(self, view: TheView, vault_id: Id, document_id: Id) -> Page:
        view.need("professional", "holder")
        return await _form(view, vault_id, document_id)

    @post("/", status_code=SEE_OTHER)
    async def move(self, view: TheView, vault_id: Id, document_id: Id) -> Response[Any]:
        talk, form = view.need("professional", "holder"), await view.form()
        category, _, folder = form.text("place").partition("/")
        try:
            if category not in CATEGORIES:
                raise InvalidInput("place_missing", "Choisissez où ranger ce papier.", field="place")
            command = MovePaper(
                vault_id=vault_id,
                document_id=document_id,
                category=category,  # type: ignore[arg-type]  # checked
                folder=folder[:64],
            )
            await talk.ask(command, Document)
        except Problem as problem:
            return await _form(view, vault_id, document_id, problem)
        return view.go(f"/coffre/{vault_id}/papiers/{document_id}/dossier", "paper_moved")


async def _form(view: View, vault_id: str, document_id: str, problem: Problem | None = None) -> Page:
    listed = await listing_of(view, vault_id)
    paper = next((one for one in (listed.documents if listed else []) if one.id == document_id), None)
    if listed is None or paper is None:
        raise problem or NotFound("document_not_found", "Ce document n'existe pas.")
    holder, labels = view.kind == "holder", labels_of(listed)
    shelves = shelves_of(listed)
    if not holder and not paper.may_take_back:
        shelves = [shelf for shelf in shelves if shelf.category == paper.category]
    return view.show(
        "filing.html",
        paper=paper,
        here=place_text(Place(category=paper.category, folder=paper.folder), view, labels),
        was=place_text(paper.was_in, view, labels),
        shelves=shelves,
        readers=await readers_by_category(view, vault_id, document_id) if holder else {},
        vault_id=vault_id,
        icons=ICONS,
        back=home(view, vault_id),
        problem=problem,
    )
