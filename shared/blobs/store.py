"""Documents at rest: one encrypted file each, in a local directory, never in clear.

Owns the files under its root and nothing else: no names, no owners, no keys. Promises that clear bytes are
never written to disk, that a file seen under `documents/` is whole and on stable storage, that memory use
does not grow with the size (some 5 MB for each document on its way), and that a name from outside can never
leave the root (names are our UUIDs).

Two services use it: the gateway streams an upload in and a download out with the document's own data key;
the vault examines what was staged, promotes it with the deposit, and deletes it. What is staged and never
promoted is an orphan, collected after a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from shared.blobs.flushing import sync_folder
from shared.blobs.lanes import Lanes
from shared.blobs.pieces import Pieces
from shared.blobs.reading import decrypted
from shared.blobs.staging import Staged, StagingWriter, storage_unavailable
from shared.problems import Conflict, InvalidInput, NotFound

ORPHAN_AGE = timedelta(hours=24)
SHELVES = 256  # named by the last byte of the ids in them, so that no folder is too long to flush
_NAME = re.compile(r"[0-9a-f]{32}")


class BlobStore:
    """A directory of encrypted documents: `staging/<name>` and `documents/<2 hex>/<document id>`; `pieces` of
    uploads under way.
    """

    def __init__(self, root: Path) -> None:
        self._staging, self._documents = root / "staging", root / "documents"
        self._lanes, self._shelves_made = Lanes(), False
        self.pieces = Pieces(root / "uploads", self._staging, self._lanes)

    def writer(self, *, data_key: bytes, associated_data: bytes, max_bytes: int) -> StagingWriter:
        """Start staging a document whose chunks will be pushed."""
        try:
            self._staging.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._staging / uuid4().hex
            return StagingWriter(path, data_key, associated_data, max_bytes, self._lanes)
        except OSError as failure:
            raise storage_unavailable() from failure

    def stage(
        self, chunks: Iterable[bytes], *, data_key: bytes, associated_data: bytes, max_bytes: int
    ) -> Staged:
        """Encrypt `chunks` (clear bytes) into a new staged file; nothing is left of one refused or cut."""
        writer = self.writer(data_key=data_key, associated_data=associated_data, max_bytes=max_bytes)
        try:
            for chunk in chunks:
                writer.write(chunk)
        except BaseException:
            writer.abort()
            raise
        return writer.finish()

    def promote(self, name: str, document_id: UUID) -> None:
        """Atomically make a staged file the document's; harmless when repeated, `conflict` over another."""
        staged, kept = self._staged(name), self._document(document_id)
        if kept.exists():
            if staged.exists():
                raise Conflict("document_already_stored")
            return
        if not (self._shelves_made and kept.parent.exists()):
            self._make_shelves()
        try:
            staged.rename(kept)
        except FileNotFoundError:
            raise NotFound("staged_document_missing", "L'envoi a expiré : recommencez.") from None
        sync_folder(kept.parent)

    def settle(self) -> None:
        """Staged files are found again after a power cut: whoever promises one calls this first."""
        sync_folder(self._staging)

    def open(self, document_id: UUID, data_key: bytes, associated_data: bytes) -> Iterator[bytes]:
        """Clear chunks of a document: `not_found` at once, `DamagedBlobError` where it stops being true."""
        return decrypted(self._document(document_id), data_key, associated_data, self._lanes)

    def open_staged(self, name: str, data_key: bytes, associated_data: bytes) -> Iterator[bytes]:
        """Clear chunks of a staged file, to be examined before it is promoted."""
        return decrypted(self._staged(name), data_key, associated_data, self._lanes)

    def discard(self, name: str) -> None:
        """Forget a staged file; harmless when it is gone."""
        self._staged(name).unlink(missing_ok=True)

    def delete(self, document_id: UUID) -> bool:
        """Delete a document's file for good; says whether there was one."""
        kept = self._document(document_id)
        try:
            kept.unlink()
        except FileNotFoundError:
            return False
        sync_folder(kept.parent)
        return True

    def kept(self) -> Iterator[tuple[UUID, datetime]]:
        """Every document's file: its id, and when it was last written."""
        for path in self._documents.glob("*/*") if self._documents.exists() else ():
            if _NAME.fullmatch(path.name):
                yield UUID(path.name), datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def collect_orphans(self, now: datetime, older_than: timedelta = ORPHAN_AGE) -> int:
        """Delete what was staged, and uploads left alone, before `now - older_than`; says how many."""
        collected, before = self.pieces.collect(now, older_than), (now - older_than).timestamp()
        for staged in self._staging.iterdir() if self._staging.exists() else ():
            try:
                if staged.stat().st_mtime < before:
                    staged.unlink()
                    collected += 1
            except FileNotFoundError:
                continue  # promoted or discarded meanwhile
        return collected

    def _make_shelves(self) -> None:
        """The folders documents go into, on stable storage; once, while this object lives."""
        self._documents.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in range(SHELVES):
            (self._documents / f"{number:02x}").mkdir(mode=0o700, exist_ok=True)
        for folder in (self._documents, self._documents.parent):
            sync_folder(folder)
        self._shelves_made = True

    def _staged(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise InvalidInput("staged_name_invalid", field="staged")
        return self._staging / name

    def _document(self, document_id: UUID) -> Path:
        name = UUID(str(document_id)).hex
        return self._documents / name[-2:] / name
