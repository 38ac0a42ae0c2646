"""Links to one paper: given and stopped by the person, opened by whoever has the secret."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, delete, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody
from litestar.response import Stream

from services.gateway.edge.file_answers import file_answer
from services.gateway.edge.file_streams import clear_chunks
from services.gateway.edge.given import Id, TheGate, TheLinkRate, TheParts, TheTalk
from services.gateway.edge.talk import Talk
from services.gateway.identity.link_secrets import SECRET_MAX_CHARS, secret_hash
from shared.contracts.shapes import Done
from shared.contracts.vault import ReadTicket
from shared.contracts.vault_links import (
    ForWhom,
    GivePaperLink,
    ListPaperLinks,
    Openings,
    OpenPaperLink,
    PaperLink,
    PaperLinks,
    WithdrawPaperLink,
)


class NewLink(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`until` within 31 days; `for_whom` is for the person's own memory."""

    until: datetime
    openings_max: Openings = 1
    for_whom: ForWhom = ""


class GivenLink(msgspec.Struct, frozen=True, kw_only=True):
    """`address`: what to give, shown once; the same request sent again shows it again."""

    link: PaperLink
    address: str


class LinkSecret(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last part of the link's address."""

    secret: Annotated[str, msgspec.Meta(max_length=SECRET_MAX_CHARS)]


class PaperLinksApi(Controller):
    """By the holder."""

    path = "/vaults/{vault_id:str}"
    tags = ("links",)

    @post(
        "/documents/{document_id:str}/links", operation_id="givePaperLink", summary="Give a paper by a link"
    )
    async def give(
        self,
        talk: TheTalk,
        gate: TheGate,
        parts: TheParts,
        vault_id: Id,
        document_id: Id,
        data: JSONBody[NewLink],
    ) -> GivenLink:
        secret = gate.links.secret(talk.actor.id, talk.key)
        command = GivePaperLink(
            vault_id=vault_id,
            document_id=document_id,
            secret_hash=secret_hash(secret),
            until=data.until,
            openings_max=data.openings_max,
            for_whom=data.for_whom,
        )
        link = await talk.ask(command, PaperLink)
        return GivenLink(link=link, address=f"{parts.settings.public_url}/lien/{secret}")

    @get("/links", operation_id="listPaperLinks", summary="The links given, and what is left of each")
    async def links(self, talk: TheTalk, vault_id: Id) -> PaperLinks:
        return await talk.ask(ListPaperLinks(vault_id=vault_id), PaperLinks)

    @delete("/links/{link_id:str}", operation_id="withdrawPaperLink", summary="Stop a link, at once")
    async def withdraw(self, talk: TheTalk, vault_id: Id, link_id: Id) -> None:
        await talk.ask(WithdrawPaperLink(vault_id=vault_id, link_id=link_id), Done)


class LinkOpenings(Controller):
    """By anybody."""

    tags = ("links",)

    @post(
        "/link-openings",
        operation_id="openPaperLink",
        summary="Open a link: counted; one answer for every link that opens nothing",
        status_code=200,
        responses={200: ResponseSpec(bytes, description="The file", media_type="application/octet-stream")},
    )
    async def open(
        self,
        request: Request[Any, Any, Any],
        open_talk: NamedDependency[Talk],
        parts: TheParts,
        link_rate: TheLinkRate,
        data: JSONBody[LinkSecret],
    ) -> Stream:
        link_rate.count(request)
        ticket = await open_talk.ask(OpenPaperLink(secret_hash=secret_hash(data.secret)), ReadTicket)
        return file_answer(ticket, await clear_chunks(parts.blobs, ticket), download=True)
