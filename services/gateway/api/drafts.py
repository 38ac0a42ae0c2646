"""Papers of several pages before they are one: pages added as raw bodies, arranged, bound."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, delete, get, post, put
from litestar.params import FromQuery, JSONBody

from services.gateway.api.documents import FolderParameter, TitleParameter
from services.gateway.deposit import add_page, add_pages, bind_draft, stage_files
from services.gateway.edge.given import Id, TheParts, TheTalk
from shared.contracts.shapes import Done
from shared.contracts.vault import BeginDeposit, Document
from shared.contracts.vault_pages import (
    PAGES_MAX,
    ArrangePages,
    Draft,
    Drafts,
    DropDraft,
    ListDrafts,
    PageShape,
)
from shared.contracts.vault_terms import Category


class Arrangement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The pages wanted, in order; those not named are set aside."""

    pages: Annotated[list[PageShape], msgspec.Meta(min_length=1, max_length=PAGES_MAX)]


class DraftsApi(Controller):
    """Drafts of several pages, each its maker's alone."""

    path = "/vaults/{vault_id:str}/drafts"
    tags = ("documents",)

    @get("/", operation_id="listDrafts", summary="The papers of several pages you began and did not finish")
    async def list_drafts(self, talk: TheTalk, vault_id: Id) -> Drafts:
        return await talk.ask(ListDrafts(vault_id=vault_id), Drafts)

    @post(
        "/",
        operation_id="beginDraft",
        summary="Begin a paper of several pages: its first page is the body (application/octet-stream)",
        request_max_body_size=None,
    )
    async def begin(
        self,
        request: Request[Any, Any, Any],
        talk: TheTalk,
        parts: TheParts,
        vault_id: Id,
        category: FromQuery[Category],
        title: TitleParameter,
        folder: FolderParameter = "",
    ) -> Draft:
        asked = BeginDeposit(vault_id=vault_id, category=category, title=title, folder=folder)
        draft_id, staged = await stage_files(talk, parts.blobs, asked, _alone(request))
        return await add_pages(talk, parts.blobs, vault_id, draft_id, staged)

    @post(
        "/{draft_id:str}/pages",
        operation_id="addPage",
        summary="One more page: the file itself is the body (application/octet-stream)",
        request_max_body_size=None,
    )
    async def add(
        self, request: Request[Any, Any, Any], talk: TheTalk, parts: TheParts, vault_id: Id, draft_id: Id
    ) -> Draft:
        return await add_page(talk, parts.blobs, vault_id, draft_id, request.stream())

    @put("/{draft_id:str}/pages", operation_id="arrangePages", summary="Order, turn and cut the pages")
    async def arrange(self, talk: TheTalk, vault_id: Id, draft_id: Id, data: JSONBody[Arrangement]) -> Draft:
        return await talk.ask(ArrangePages(vault_id=vault_id, draft_id=draft_id, pages=data.pages), Draft)

    @post("/{draft_id:str}/paper", operation_id="bindPages", summary="Make one paper of the pages")
    async def bind(self, talk: TheTalk, parts: TheParts, vault_id: Id, draft_id: Id) -> Document:
        return await bind_draft(talk, parts.blobs, vault_id, draft_id, parts.settings.zone)

    @delete("/{draft_id:str}", operation_id="dropDraft", summary="Throw the pages away")
    async def drop(self, talk: TheTalk, vault_id: Id, draft_id: Id) -> None:
        await talk.ask(DropDraft(vault_id=vault_id, draft_id=draft_id), Done)


async def _alone(request: Request[Any, Any, Any]) -> Any:
    yield request.stream()
