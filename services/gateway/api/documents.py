"""Documents: deposited as a raw body that streams, listed, read as a stream; and the export of everything."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Controller, Request, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromQuery, QueryParameter
from litestar.response import Stream

from services.gateway.deposit import deposit
from services.gateway.edge.file_answers import file_answer
from services.gateway.edge.file_streams import clear_chunks
from services.gateway.edge.given import Id, TheParts, TheTalk
from services.gateway.edge.same_origin import refuse_foreign_read
from shared.contracts.vault import (
    TITLE_MAX,
    Document,
    Documents,
    ExportVault,
    ListDocuments,
    OpenDocument,
    ReadTicket,
)
from shared.contracts.vault_terms import Category

EXPORT_TIMEOUT_S = 120.0
TitleParameter = Annotated[str, QueryParameter(min_length=1, max_length=TITLE_MAX)]
FolderParameter = Annotated[
    str, QueryParameter(max_length=64, description="A folder of that category to put it in at once")
]
MannerName = Annotated[str, QueryParameter(pattern="^(see|preview|print|download)$")]


class DocumentsApi(Controller):
    """Papers."""

    path = "/vaults/{vault_id:str}"
    tags = ("documents",)

    @post(
        "/documents",
        operation_id="depositDocument",
        summary="Deposit a paper: the file itself is the body (application/octet-stream)",
        request_max_body_size=None,
    )
    async def deposit(
        self,
        request: Request[Any, Any, Any],
        talk: TheTalk,
        parts: TheParts,
        vault_id: Id,
        category: FromQuery[Category],
        title: TitleParameter,
        folder: FolderParameter = "",
    ) -> Document:
        return await deposit(
            talk, parts.blobs, vault_id, category, title, request.stream(), request.content_length, folder
        )

    @get("/documents", operation_id="listDocuments", summary="The papers you may see")
    async def list_documents(self, talk: TheTalk, vault_id: Id) -> Documents:
        return await talk.ask(ListDocuments(vault_id=vault_id), Documents)

    @get(
        "/documents/{document_id:str}/content",
        operation_id="openDocument",
        summary="Read, print or download a paper; logged",
        responses={200: ResponseSpec(bytes, description="The file", media_type="application/octet-stream")},
    )
    async def content(
        self,
        request: Request[Any, Any, Any],
        talk: TheTalk,
        parts: TheParts,
        vault_id: Id,
        document_id: Id,
        manner: MannerName = "see",
    ) -> Stream:
        refuse_foreign_read(request, taken=manner in ("print", "download"))
        command = OpenDocument(vault_id=vault_id, document_id=document_id, manner=manner)  # type: ignore[arg-type]
        ticket = await talk.ask(command, ReadTicket)
        chunks = await clear_chunks(parts.blobs, ticket)
        return file_answer(ticket, chunks, download=manner == "download")

    @post(
        "/export",
        operation_id="exportVault",
        summary="Take everything away: a ZIP of originals, data and log",
        status_code=200,
        responses={200: ResponseSpec(bytes, description="The archive", media_type="application/zip")},
    )
    async def export(self, talk: TheTalk, parts: TheParts, vault_id: Id) -> Stream:
        ticket = await talk.ask(ExportVault(vault_id=vault_id), ReadTicket, timeout_s=EXPORT_TIMEOUT_S)
        return file_answer(ticket, await clear_chunks(parts.blobs, ticket), download=True)
