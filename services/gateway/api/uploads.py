"""Papers sent in several goes: begun, added to from an offset, asked how far they are, ended.

What a weak network cuts goes on from where it stopped, without Range headers. Nothing is a paper before the
end, when the whole file's hash is checked.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, delete, get, head, patch, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, JSONBody

from services.gateway.deposit import end_upload
from services.gateway.edge.given import Id, TheParts, TheTalk
from services.gateway.edge.upload_pieces import append, offset_of
from services.gateway.refusals import OFFSET_HEADER
from shared.contracts.shapes import Done
from shared.contracts.vault import Document, Title
from shared.contracts.vault_terms import Category
from shared.contracts.vault_uploads import BeginUpload, DropUpload, FindUpload, Sha256, Size, UploadTicket

Offset = Annotated[
    int,
    HeaderParameter(name=OFFSET_HEADER, ge=0, description="Where the body goes on, in bytes from 0"),
]


class NewUpload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`size_bytes` and `sha256` (hex) are of the whole file."""

    category: Category
    title: Title
    size_bytes: Size
    sha256: Sha256
    folder: Annotated[str, msgspec.Meta(max_length=64)] = ""


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """How far an upload is: send from `offset` on. `document`: the paper that it has become."""

    id: str
    offset: int
    size_bytes: int
    expires_at: datetime
    document: Document | None = None


class UploadsApi(Controller):
    """Each upload is its sender's alone and lives twelve hours."""

    path = "/vaults/{vault_id:str}/uploads"
    tags = ("documents",)

    @post(
        "/",
        operation_id="beginUpload",
        summary="Begin to send a paper; the same file begun again goes on where it was",
    )
    async def begin(
        self, talk: TheTalk, parts: TheParts, vault_id: Id, data: JSONBody[NewUpload]
    ) -> Response[Upload]:
        said = msgspec.structs.asdict(data)
        ticket = await talk.ask(BeginUpload(vault_id=vault_id, **said), UploadTicket)
        return _told(ticket, await offset_of(parts.blobs, ticket), 201)

    @get("/{upload_id:str}", operation_id="findUpload", summary="How far an upload is")
    async def find(self, talk: TheTalk, parts: TheParts, vault_id: Id, upload_id: Id) -> Response[Upload]:
        ticket = await _ticket(talk, vault_id, upload_id)
        return _told(ticket, await offset_of(parts.blobs, ticket))

    @head("/{upload_id:str}", operation_id="askOffset", summary="The same, in the header Upload-Offset alone")
    async def ask(self, talk: TheTalk, parts: TheParts, vault_id: Id, upload_id: Id) -> Response[None]:
        ticket = await _ticket(talk, vault_id, upload_id)
        headers = {OFFSET_HEADER: str(await offset_of(parts.blobs, ticket)), "Cache-Control": "no-store"}
        return Response(None, headers=headers)

    @patch(
        "/{upload_id:str}",
        operation_id="appendToUpload",
        summary="Send on from the offset: the bytes are the body (application/octet-stream)",
        request_max_body_size=None,
        responses={409: ResponseSpec(None, description="The upload is elsewhere: Upload-Offset tells where")},
    )
    async def append(
        self,
        request: Request[Any, Any, Any],
        talk: TheTalk,
        parts: TheParts,
        vault_id: Id,
        upload_id: Id,
        upload_offset: Offset,
    ) -> Response[Upload]:
        ticket = await _ticket(talk, vault_id, upload_id)
        return _told(ticket, await append(request.stream(), upload_offset, parts.blobs, ticket))

    @post(
        "/{upload_id:str}/paper",
        operation_id="endUpload",
        summary="All bytes are there: check them, examine the file, keep the paper. May be asked again",
    )
    async def end(self, talk: TheTalk, parts: TheParts, vault_id: Id, upload_id: Id) -> Document:
        return await end_upload(talk, parts.blobs, vault_id, upload_id)

    @delete("/{upload_id:str}", operation_id="dropUpload", summary="Give up: what was sent is deleted")
    async def drop(self, talk: TheTalk, vault_id: Id, upload_id: Id) -> None:
        await talk.ask(DropUpload(vault_id=vault_id, upload_id=upload_id), Done)


async def _ticket(talk: Any, vault_id: str, upload_id: str) -> UploadTicket:
    found: UploadTicket = await talk.ask(FindUpload(vault_id=vault_id, upload_id=upload_id), UploadTicket)
    return found


def _told(ticket: UploadTicket, offset: int, status: int = 200) -> Response[Upload]:
    """Neither the key nor the hash."""
    upload = Upload(
        id=ticket.id,
        offset=offset,
        size_bytes=ticket.size_bytes,
        expires_at=ticket.expires_at,
        document=ticket.kept,
    )
    return Response(upload, status_code=status, headers={OFFSET_HEADER: str(offset)})
