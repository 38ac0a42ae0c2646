"""Depositing a paper: the vault decides and gives a ticket, the bytes are staged, the vault examines and
keeps.

Used by the API and by the page. A refusal at any step leaves nothing staged. Several files become the pages
of a draft, which is bound and deposited when its maker says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

from services.gateway.edge.file_streams import stage_upload
from services.gateway.edge.talk import Talk
from services.gateway.edge.upload_pieces import assemble
from shared.blobs import BlobStore, Staged
from shared.contracts.shapes import Done
from shared.contracts.vault import BeginDeposit, DepositDocument, DepositTicket, Document
from shared.contracts.vault_expiry import NotePaperExpiry, PaperExpiry
from shared.contracts.vault_pages import (
    PAGES_MAX,
    AddPage,
    BeginPage,
    BindPages,
    BoundPages,
    Draft,
    DropDraft,
)
from shared.contracts.vault_terms import Category
from shared.contracts.vault_uploads import EndedUpload, EndUpload
from shared.problems import Conflict, Problem, Refused, Unavailable

EXAMINE_TIMEOUT_S = 60.0


async def deposit(
    talk: Talk,
    blobs: BlobStore,
    vault_id: str,
    category: Category,
    title: str,
    chunks: AsyncIterator[bytes],
    announced_bytes: int | None,
    folder: str = "",
) -> Document:
    """Raises what the vault refuses, TooLarge, `document_empty`, or Unavailable."""
    begin = BeginDeposit(vault_id=vault_id, category=category, title=title, folder=folder)
    ticket = await talk.ask(begin, DepositTicket)
    staged = await stage_upload(chunks, announced_bytes, blobs, ticket)
    return await deposit_staged(talk, blobs, vault_id, ticket.document_id, staged)


async def deposit_staged(
    talk: Talk, blobs: BlobStore, vault_id: str, document_id: str, staged: Staged
) -> Document:
    """The end of a deposit whose bytes have arrived."""
    command = DepositDocument(
        vault_id=vault_id,
        document_id=document_id,
        staged_name=staged.name,
        size_bytes=staged.size,
        sha256=staged.sha256,
    )
    try:
        return await talk.ask(command, Document, timeout_s=EXAMINE_TIMEOUT_S)
    except Unavailable:
        raise  # the vault may have kept it: what is staged and was not is collected after a day
    except Problem:
        await asyncio.to_thread(blobs.discard, staged.name)
        raise


async def stage_files(
    talk: Talk, blobs: BlobStore, begin: BeginDeposit, files: AsyncIterator[AsyncIterator[bytes]]
) -> tuple[str, list[Staged]]:
    """Every file of a form, staged under one ticket; the id it gave. Raises `too_many_pages`, and what
    staging refuses; nothing is left then.
    """
    ticket = await talk.ask(begin, DepositTicket)
    staged: list[Staged] = []
    try:
        async for file in files:
            if len(staged) == PAGES_MAX:
                raise Refused("too_many_pages", f"{PAGES_MAX} pages au plus : faites deux papiers.")
            staged.append(await stage_upload(file, None, blobs, ticket))
    except BaseException:
        for one in staged:
            blobs.discard(one.name)
        raise
    return ticket.document_id, staged


async def add_pages(
    talk: Talk, blobs: BlobStore, vault_id: str, draft_id: str, pages: Sequence[Staged], expires_on: str = ""
) -> Draft:
    """Staged files as the pages of a draft, in their order; those before the first one refused stay."""
    left = list(pages)
    draft: Draft | None = None
    try:
        for page in pages:
            command = AddPage(
                vault_id=vault_id,
                draft_id=draft_id,
                staged_name=page.name,
                sha256=page.sha256,
                expires_on=expires_on,
            )
            draft = await talk.ask(command, Draft, timeout_s=EXAMINE_TIMEOUT_S)
            left.remove(page)
    finally:
        for page in left:
            await asyncio.to_thread(blobs.discard, page.name)
    if draft is None:
        raise ValueError("no page was given")
    return draft


async def add_page(
    talk: Talk, blobs: BlobStore, vault_id: str, draft_id: str, chunks: AsyncIterator[bytes]
) -> Draft:
    """One more page of a draft, as it arrives."""
    ticket = await talk.ask(BeginPage(vault_id=vault_id, draft_id=draft_id), DepositTicket)
    return await add_pages(talk, blobs, vault_id, draft_id, [await stage_upload(chunks, None, blobs, ticket)])


async def bind_draft(talk: Talk, blobs: BlobStore, vault_id: str, draft_id: str, zone: str) -> Document:
    """One paper of a draft's pages, with the day said of it; then the draft and its originals are gone.

    Whoever dies on the way asks again: pages that are a paper already make no second one.
    """
    try:
        kept, expires_on = await _bound(talk, blobs, vault_id, draft_id)
    except Conflict:  # another press was first, or a page changed under us: what it is now is told
        kept, expires_on = await _bound(talk, blobs, vault_id, draft_id)
    if expires_on:
        day = NotePaperExpiry(vault_id=vault_id, document_id=kept.id, expires_on=expires_on, zone=zone)
        try:
            await talk.ask(day, PaperExpiry)
        except Unavailable:
            raise  # the draft stays, and with it the day
        except Problem:
            await talk.ask(DropDraft(vault_id=vault_id, draft_id=draft_id), Done)
            raise
    await talk.ask(DropDraft(vault_id=vault_id, draft_id=draft_id), Done)
    return kept


async def _bound(talk: Talk, blobs: BlobStore, vault_id: str, draft_id: str) -> tuple[Document, str]:
    """The paper that the pages are, made now or before, and the day to note of it."""
    command = BindPages(vault_id=vault_id, draft_id=draft_id)
    bound = await talk.ask(command, BoundPages, timeout_s=EXAMINE_TIMEOUT_S)
    if bound.kept is not None:
        return bound.kept, bound.expires_on
    staged = Staged(bound.staged_name, bound.size_bytes, bound.sha256)
    return await deposit_staged(talk, blobs, vault_id, bound.document_id, staged), bound.expires_on


async def end_upload(talk: Talk, blobs: BlobStore, vault_id: str, upload_id: str) -> Document:
    """One paper of an upload whose bytes have all arrived; asked again, the same paper.

    Raises OffsetDiffers while bytes are missing, `upload_differs`, and what a deposit refuses.
    """
    command = EndUpload(vault_id=vault_id, upload_id=upload_id)
    ended = await talk.ask(command, EndedUpload)
    kept = ended.upload.kept
    if ended.ticket is not None:
        staged = await assemble(blobs, ended.upload, ended.ticket)
        try:
            kept = await deposit_staged(talk, blobs, vault_id, ended.ticket.document_id, staged)
        except Conflict:  # another request ended it first: what it became is told
            kept = (await talk.ask(command, EndedUpload)).upload.kept
            if kept is None:
                raise
    if kept is None:
        raise Unavailable("upload_under_way", "Ce papier est en train d'être rangé.")
    await asyncio.to_thread(blobs.pieces.drop, UUID(upload_id))
    return kept
