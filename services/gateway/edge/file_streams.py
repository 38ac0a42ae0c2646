"""Bytes of documents on their way: encrypted as they arrive, decrypted as they leave, never whole in memory.

File work runs in threads, one step at a time. An upload that is cut, refused or too large leaves nothing
staged.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

from litestar.exceptions import HTTPException

from services.gateway.refusals import TooLarge
from shared.blobs import BlobStore, Staged, StagingWriter
from shared.contracts.vault import DepositTicket, ReadTicket
from shared.problems import InvalidInput, Unavailable

BATCH_BYTES = 262_144
DRAIN_MAX_BYTES = 64_000_000  # read and dropped after a refusal, so that the client hears why


async def stage_upload(
    chunks: AsyncIterator[bytes], announced_bytes: int | None, blobs: BlobStore, ticket: DepositTicket
) -> Staged:
    """Stage the clear `chunks` under the ticket's key. Raises TooLarge, `document_empty`,
    `storage_unavailable`.
    """
    if announced_bytes is not None and announced_bytes > 2 * ticket.max_bytes:
        await drain(chunks)
        raise _too_large(ticket.max_bytes)
    writer = await asyncio.to_thread(
        blobs.writer,
        data_key=base64.b64decode(ticket.data_key),
        associated_data=ticket.associated_data.encode(),
        max_bytes=ticket.max_bytes,
    )
    try:
        return await _push(chunks, writer)
    except InvalidInput as refusal:
        await drain(chunks)
        raise _too_large(ticket.max_bytes) if refusal.code == "document_too_large" else refusal from None
    except HTTPException:
        await asyncio.to_thread(writer.abort)
        raise Unavailable("upload_cut", "L'envoi a été coupé : recommencez.") from None
    except BaseException:
        writer.abort()
        raise


async def clear_chunks(blobs: BlobStore, ticket: ReadTicket) -> AsyncIterator[bytes]:
    """The clear bytes of a ticket's file. The first chunk is read before this returns: an absent file is
    told.
    """
    key, bound = base64.b64decode(ticket.data_key), ticket.associated_data.encode()
    opened = await asyncio.to_thread(blobs.open, UUID(ticket.blob), key, bound)
    first = await asyncio.to_thread(next, opened, b"")
    return _rest(first, opened)


async def staged_chunks(blobs: BlobStore, ticket: ReadTicket) -> AsyncIterator[bytes]:
    """The same for a ticket whose `blob` names a file that is still staged."""
    key, bound = base64.b64decode(ticket.data_key), ticket.associated_data.encode()
    opened = await asyncio.to_thread(blobs.open_staged, ticket.blob, key, bound)
    first = await asyncio.to_thread(next, opened, b"")
    return _rest(first, opened)


async def _push(chunks: AsyncIterator[bytes], writer: StagingWriter) -> Staged:
    batch = bytearray()
    async for chunk in chunks:
        batch += chunk
        if len(batch) >= BATCH_BYTES:
            await asyncio.to_thread(writer.write, bytes(batch))
            batch.clear()
    if batch:
        await asyncio.to_thread(writer.write, bytes(batch))
    return await asyncio.to_thread(writer.finish)


async def _rest(first: bytes, opened: Iterator[bytes]) -> AsyncIterator[bytes]:
    chunk = first
    while chunk:
        yield chunk
        chunk = await asyncio.to_thread(next, opened, b"")


async def drain(chunks: AsyncIterator[bytes]) -> None:
    """Read the rest and drop it, within limits."""
    dropped = 0
    try:
        async for chunk in chunks:
            dropped += len(chunk)
            if dropped > DRAIN_MAX_BYTES:
                return
    except (HTTPException, Unavailable):
        return


def _too_large(max_bytes: int) -> TooLarge:
    sentence = f"Ce fichier est trop lourd : {max_bytes // 1_000_000} Mo au plus."
    return TooLarge("document_too_large", sentence, field="file", max_bytes=max_bytes)
