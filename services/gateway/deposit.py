"""Depositing a paper: the vault decides and gives a ticket, the bytes are staged, the vault examines and
keeps.

Used by the API and by the page. A refusal at any step leaves nothing staged.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from services.gateway.edge.file_streams import stage_upload
from services.gateway.edge.talk import Talk
from shared.blobs import BlobStore
from shared.contracts.vault import BeginDeposit, DepositDocument, DepositTicket, Document
from shared.contracts.vault_terms import Category
from shared.problems import Problem, Unavailable

EXAMINE_TIMEOUT_S = 60.0


async def deposit(
    talk: Talk,
    blobs: BlobStore,
    vault_id: str,
    category: Category,
    title: str,
    chunks: AsyncIterator[bytes],
    announced_bytes: int | None,
) -> Document:
    """Raises what the vault refuses, TooLarge, `document_empty`, or Unavailable."""
    ticket = await talk.ask(BeginDeposit(vault_id=vault_id, category=category, title=title), DepositTicket)
    staged = await stage_upload(chunks, announced_bytes, blobs, ticket)
    command = DepositDocument(
        vault_id=vault_id,
        document_id=ticket.document_id,
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
