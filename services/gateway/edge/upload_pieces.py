"""An upload added to as its bytes arrive: each full piece is sealed and on stable storage before the next.

What came before a cut is kept: the sender goes on from there. At most one piece waits in memory; clear bytes
never reach the disk. File work runs in threads.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

from litestar.exceptions import HTTPException

from services.gateway.edge.file_streams import drain
from services.gateway.refusals import OffsetDiffers
from shared.blobs import PIECE_BYTES, PIECES_MAX, BlobStore, DamagedBlobError, Staged
from shared.contracts.vault import DepositTicket
from shared.contracts.vault_uploads import UploadTicket
from shared.problems import InvalidInput, Refused, Unavailable


async def offset_of(blobs: BlobStore, upload: UploadTicket) -> int:
    """How many bytes are there for good: all of them once it is a paper."""
    if upload.kept is not None:
        return upload.size_bytes
    return await asyncio.to_thread(blobs.pieces.offset, UUID(upload.id))


async def append(chunks: AsyncIterator[bytes], start: int, blobs: BlobStore, upload: UploadTicket) -> int:
    """Add what comes from offset `start` on; the offset reached.

    Raises OffsetDiffers when the upload is elsewhere, `upload_too_long`, `upload_in_too_many_pieces`
    (it begins again at 0), `upload_cut` (what came is kept), `storage_unavailable`.
    """
    here = await offset_of(blobs, upload)
    if start != here:
        await drain(chunks)
        raise OffsetDiffers(here)
    waiting = _Waiting(blobs, upload, start)
    try:
        async for chunk in chunks:
            if waiting.reached + len(chunk) > upload.size_bytes:
                await waiting.keep_all()
                await drain(chunks)
                raise InvalidInput("upload_too_long", "Il y a plus d'octets qu'annoncé.", field="size_bytes")
            await waiting.add(chunk)
    except HTTPException:
        await waiting.keep_all()
        raise Unavailable("upload_cut", "L'envoi a été coupé : il peut continuer.") from None
    except Unavailable:
        await waiting.keep_all()
        raise
    await waiting.keep_all()
    return waiting.kept


async def assemble(blobs: BlobStore, upload: UploadTicket, ticket: DepositTicket) -> Staged:
    """The whole file staged under the deposit's ticket, its size and hash those announced.

    Raises OffsetDiffers while bytes are missing; `upload_differs`, and the upload begins again at 0.
    """
    here = await offset_of(blobs, upload)
    if here != upload.size_bytes:
        raise OffsetDiffers(here)
    staged = await asyncio.to_thread(_copy, blobs, upload, ticket)
    if staged is None or staged.sha256 != upload.sha256:
        if staged is not None:
            await asyncio.to_thread(blobs.discard, staged.name)
        await asyncio.to_thread(blobs.pieces.drop, UUID(upload.id))
        raise Refused("upload_differs", "L'envoi n'est pas arrivé comme il est parti : recommencez.")
    return staged


def _copy(blobs: BlobStore, upload: UploadTicket, ticket: DepositTicket) -> Staged | None:
    """None when a piece is not what was kept."""
    key, place = base64.b64decode(upload.data_key), upload.associated_data.encode()
    try:
        return blobs.stage(
            blobs.pieces.clear(UUID(upload.id), data_key=key, place=place),
            data_key=base64.b64decode(ticket.data_key),
            associated_data=ticket.associated_data.encode(),
            max_bytes=ticket.max_bytes,
        )
    except DamagedBlobError:
        return None


class _Waiting:
    """Bytes that are not yet a piece. `kept`: the offset on stable storage; `reached`: with those waiting."""

    def __init__(self, blobs: BlobStore, upload: UploadTicket, offset: int) -> None:
        self._pieces, self._upload, self.kept = blobs.pieces, upload, offset
        self._bytes = bytearray()

    @property
    def reached(self) -> int:
        return self.kept + len(self._bytes)

    async def add(self, chunk: bytes) -> None:
        self._bytes += chunk
        while len(self._bytes) >= PIECE_BYTES:
            piece = bytes(self._bytes[:PIECE_BYTES])
            del self._bytes[:PIECE_BYTES]
            await asyncio.to_thread(self._keep, piece)

    async def keep_all(self) -> None:
        """The rest, however short."""
        if self._bytes:
            piece = bytes(self._bytes)
            self._bytes.clear()
            await asyncio.to_thread(self._keep, piece)

    def _keep(self, piece: bytes) -> None:
        upload_id, name = UUID(self._upload.id), uuid4().hex
        if self._pieces.count(upload_id) >= PIECES_MAX:
            self._pieces.drop(upload_id)  # the same file begun again is this upload: from 0, not stuck here
            raise Refused("upload_in_too_many_pieces", "L'envoi a été coupé trop souvent : recommencez.")
        writer = self._pieces.writer(
            name,
            self.kept,
            data_key=base64.b64decode(self._upload.data_key),
            place=self._upload.associated_data.encode(),
        )
        writer.write(piece)
        writer.finish()
        if not self._pieces.keep(name, upload_id, self.kept):
            self._bytes.clear()
            raise OffsetDiffers(self._pieces.offset(upload_id))
        self.kept += len(piece)
