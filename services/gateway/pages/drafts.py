"""A paper of several pages before it is one: each page seen as it will be, turned, cut, moved, set aside, and
back; then one paper. Every act is an ordinary form.
"""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.response import Stream

from services.gateway.deposit import add_page, bind_draft
from services.gateway.edge.file_answers import file_answer
from services.gateway.edge.file_streams import staged_chunks
from services.gateway.edge.given import Id
from services.gateway.pages.upload_form import read_uploads
from services.gateway.pages.view import SEE_OTHER, Page, TheView, View
from shared.contracts.shapes import Done
from shared.contracts.vault import ReadTicket
from shared.contracts.vault_pages import (
    ArrangePages,
    Draft,
    DraftPage,
    Drafts,
    DropDraft,
    ListDrafts,
    OpenPage,
    PageShape,
)
from shared.problems import InvalidInput, NotFound, Problem

CUTS = (0, 5, 10, 15, 20, 30, 40)
SIDES = ("top", "right", "bottom", "left")


class DraftPages(Controller):
    """One draft."""

    path = "/coffre/{vault_id:str}/brouillon/{draft_id:str}"
    include_in_schema = False

    @get("/")
    async def show(self, view: TheView, vault_id: Id, draft_id: Id) -> Page:
        return await show_draft(view, vault_id, draft_id)

    @get("/page/{page_id:str}")
    async def preview(self, view: TheView, vault_id: Id, draft_id: Id, page_id: Id) -> Stream:
        talk = view.need("professional", "holder")
        query = OpenPage(vault_id=vault_id, draft_id=draft_id, page_id=page_id)
        ticket = await talk.ask(query, ReadTicket)
        return file_answer(ticket, await staged_chunks(view.parts.blobs, ticket), download=False)

    @post("/page/{page_id:str}", status_code=SEE_OTHER)
    async def change(self, view: TheView, vault_id: Id, draft_id: Id, page_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        form = await view.form()
        draft = await draft_of(view, vault_id, draft_id)
        cut = {side: int(form.text(side)) for side in SIDES if form.text(side).isdecimal()}
        try:
            shapes = changed(draft.pages, page_id, form.text("do"), cut)
            command = ArrangePages(vault_id=vault_id, draft_id=draft_id, pages=shapes)
            await talk.ask(command, Draft)
        except Problem as problem:
            return await show_draft(view, vault_id, draft_id, problem)
        return view.go(f"{_path(vault_id, draft_id)}#{page_id}", "")

    @post("/pages", status_code=SEE_OTHER, request_max_body_size=None)
    async def add(self, view: TheView, vault_id: Id, draft_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        try:
            _form, files = await read_uploads(view.request)
            async for file in files:
                await add_page(talk, view.parts.blobs, vault_id, draft_id, file)
        except Problem as problem:
            return await show_draft(view, vault_id, draft_id, problem)
        return view.go(_path(vault_id, draft_id), "pages_changed")

    @post("/fini", status_code=SEE_OTHER)
    async def finish(self, view: TheView, vault_id: Id, draft_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        await view.form()
        try:
            await bind_draft(talk, view.parts.blobs, vault_id, draft_id, view.parts.settings.zone)
        except Problem as problem:
            try:
                return await show_draft(view, vault_id, draft_id, problem)
            except NotFound:
                raise problem from None
        return view.go(_home(view, vault_id), "document_deposited")

    @post("/jeter", status_code=SEE_OTHER)
    async def drop(self, view: TheView, vault_id: Id, draft_id: Id) -> Response[Any]:
        talk = view.need("professional", "holder")
        await view.form()
        await talk.ask(DropDraft(vault_id=vault_id, draft_id=draft_id), Done)
        return view.go(_home(view, vault_id), "draft_dropped")


async def show_draft(view: View, vault_id: str, draft_id: str, problem: Problem | None = None) -> Page:
    draft = await draft_of(view, vault_id, draft_id)
    return view.show(
        "draft.html",
        vault_id=vault_id,
        draft=draft,
        kept=[page for page in draft.pages if not page.aside],
        aside=[page for page in draft.pages if page.aside],
        boxes={page.shape.id: Drawing(page) for page in draft.pages},
        cuts=CUTS,
        sides=SIDES,
        back=_home(view, vault_id),
        problem=problem,
    )


async def draft_of(view: View, vault_id: str, draft_id: str) -> Draft:
    """One's own draft. Raises NotFound."""
    for draft in await drafts_of(view, vault_id):
        if draft.id == draft_id:
            return draft
    raise NotFound("draft_not_found", "Ces pages ont été rangées, ou ont attendu trop longtemps.")


async def drafts_of(view: View, vault_id: str) -> list[Draft]:
    """The papers one began here and has not finished."""
    talk = view.need("professional", "holder")
    return (await talk.ask(ListDrafts(vault_id=vault_id), Drafts)).drafts


class Drawing:
    """How a page is drawn: an SVG whose box is what is left of the preview once turned and cut."""

    def __init__(self, page: DraftPage) -> None:
        self.width, self.height = page.width or 3, page.height or 4
        shape = page.shape
        turned = shape.turn in (90, 270)
        wide, high = (self.height, self.width) if turned else (self.width, self.height)
        self.box = " ".join(
            f"{value:.1f}"
            for value in (
                wide * shape.left / 100,
                high * shape.top / 100,
                wide * (100 - shape.left - shape.right) / 100,
                high * (100 - shape.top - shape.bottom) / 100,
            )
        )
        shift = {0: (0, 0), 90: (wide, 0), 180: (wide, high), 270: (0, high)}[shape.turn]
        self.transform = f"translate({shift[0]} {shift[1]}) rotate({shape.turn})"


def changed(pages: list[DraftPage], page_id: str, do: str, cut: dict[str, int]) -> list[PageShape]:
    """The pages wanted once this was done to one of them. Raises InvalidInput for what cannot be done."""
    kept = [page.shape for page in pages if not page.aside]
    found = next((page for page in pages if page.shape.id == page_id), None)
    if found is None:
        raise InvalidInput("pages_unknown", "Ces pages ont changé. Regardez de nouveau.", field="pages")
    if found.aside:
        return [*kept, found.shape] if do == "back" else kept
    at = kept.index(found.shape)
    if do in ("up", "down"):
        to = min(max(at + (-1 if do == "up" else 1), 0), len(kept) - 1)
        kept[at], kept[to] = kept[to], kept[at]
    elif do == "aside":
        del kept[at]
    elif do in ("left", "right"):
        kept[at] = turned(found.shape, 90 if do == "right" else 270)
    elif do == "cut":
        known = {side: value if value in CUTS else 0 for side, value in cut.items()}
        kept[at] = msgspec.structs.replace(found.shape, **known)
    if not kept:
        raise InvalidInput("no_page", "Gardez au moins une page.", field="pages")
    return kept


def turned(shape: PageShape, by: int) -> PageShape:
    """Turned clockwise, with what is cut: the edges go round with the page."""
    cut = [shape.top, shape.right, shape.bottom, shape.left]
    steps = by // 90
    moved = cut[-steps:] + cut[:-steps]
    turn: Any = (shape.turn + by) % 360
    return PageShape(id=shape.id, turn=turn, top=moved[0], right=moved[1], bottom=moved[2], left=moved[3])


def _path(vault_id: str, draft_id: str) -> str:
    return f"/coffre/{vault_id}/brouillon/{draft_id}"


def _home(view: View, vault_id: str) -> str:
    return "/papiers" if view.kind == "holder" else f"/coffre/{vault_id}"
