"""The file of a paper: seen at its address; printed and downloaded by a form, since those are facts.

A link in another site's page or in a message can make a browser fetch an address, never send our own forms:
it cannot make the person's log say that a paper was printed, nor that it was seen.
"""

from __future__ import annotations

from typing import Literal

from litestar import Controller, get, post
from litestar.response import Stream

from services.gateway.edge.file_answers import file_answer
from services.gateway.edge.file_streams import clear_chunks
from services.gateway.edge.given import Id
from services.gateway.edge.same_origin import refuse_foreign_read
from services.gateway.pages.view import TheView, View
from shared.contracts.vault import OpenDocument, ReadTicket
from shared.problems import NotFound

Manner = Literal["see", "preview", "print", "download"]
SHOWN: dict[str, Manner] = {"voir": "see", "apercu": "preview"}
TAKEN: dict[str, Manner] = {"imprimer": "print", "telecharger": "download"}


class PaperFilePages(Controller):
    """One paper's bytes."""

    path = "/coffre/{vault_id:str}/papiers/{document_id:str}"
    include_in_schema = False

    @get("/{manner:str}")
    async def show(self, view: TheView, vault_id: Id, document_id: Id, manner: Id) -> Stream:
        refuse_foreign_read(view.request)
        return await _read(view, vault_id, document_id, SHOWN.get(manner))

    @post("/{manner:str}", status_code=200)
    async def take(self, view: TheView, vault_id: Id, document_id: Id, manner: Id) -> Stream:
        await view.form()
        return await _read(view, vault_id, document_id, TAKEN.get(manner))


async def _read(view: View, vault_id: str, document_id: str, manner: Manner | None) -> Stream:
    talk = view.need("professional", "holder")
    if manner is None:
        raise NotFound("no_such_address", "Cette adresse n'existe pas.")
    command = OpenDocument(vault_id=vault_id, document_id=document_id, manner=manner)
    ticket = await talk.ask(command, ReadTicket)
    chunks = await clear_chunks(view.parts.blobs, ticket)
    return file_answer(ticket, chunks, download=manner == "download")
