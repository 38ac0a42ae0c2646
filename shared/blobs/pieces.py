"""Uploads that go on after a cut: pieces kept as they come, each sealed, whole and on stable storage.

`uploads/<upload id>/<offset>`: a piece holds the clear bytes from that offset on. How far an upload is, is
what its pieces cover from 0 without a gap: no other record can disagree with them. A piece appears whole or
not at all, and never over another (two requests that bring the same bytes: one wins). Each is sealed for its
own offset: moved elsewhere, it does not open.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from shared.blobs.encryption import clear_size
from shared.blobs.flushing import sync_folder
from shared.blobs.lanes import Lanes
from shared.blobs.reading import decrypted
from shared.blobs.staging import StagingWriter, storage_unavailable

PIECE_BYTES = 1_000_000  # what a crash of the receiver may cost to send again
PIECES_MAX = 150  # of one upload: 20 MB whole, and 130 cuts


class Pieces:
    """The pieces of every upload, under one folder; new ones are written in `staging` first."""

    def __init__(self, folder: Path, staging: Path, lanes: Lanes) -> None:
        self._folder, self._staging, self._lanes = folder, staging, lanes

    def offset(self, upload_id: UUID) -> int:
        """How many clear bytes are there, from the first on."""
        return sum(size for _, size in self._chain(upload_id))

    def count(self, upload_id: UUID) -> int:
        return len(self._chain(upload_id))

    def writer(self, name: str, offset: int, *, data_key: bytes, place: bytes) -> StagingWriter:
        """Start a piece at that offset, as the staged file `name`; `keep` makes it one."""
        try:
            self._staging.mkdir(mode=0o700, parents=True, exist_ok=True)
            path, bound = self._staging / name, _bound(place, offset)
            return StagingWriter(path, data_key, bound, PIECE_BYTES, self._lanes)
        except OSError as failure:
            raise storage_unavailable() from failure

    def keep(self, name: str, upload_id: UUID, offset: int) -> bool:
        """Make a finished staged file the piece at that offset; False when there is one already."""
        folder, staged = self._of(upload_id), self._staging / name
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.link(staged, folder / str(offset))
        except FileExistsError:
            return False
        except OSError as failure:
            raise storage_unavailable() from failure
        finally:
            staged.unlink(missing_ok=True)
        for changed in (folder, self._folder):
            sync_folder(changed)
        return True

    def clear(self, upload_id: UUID, *, data_key: bytes, place: bytes) -> Iterator[bytes]:
        """The clear bytes so far, in order. `DamagedBlobError` where a piece stops being true."""
        for path, _ in self._chain(upload_id):
            yield from decrypted(path, data_key, _bound(place, int(path.name)), self._lanes)

    def drop(self, upload_id: UUID) -> bool:
        """Delete every piece; says whether there was one."""
        folder = self._of(upload_id)
        there = folder.exists()
        shutil.rmtree(folder, ignore_errors=True)
        return there

    def collect(self, now: datetime, older_than: timedelta) -> int:
        """Delete uploads that nothing was added to for so long; says how many."""
        collected, before = 0, (now - older_than).timestamp()
        for folder in self._folder.iterdir() if self._folder.exists() else ():
            try:
                if folder.stat().st_mtime < before:
                    shutil.rmtree(folder, ignore_errors=True)
                    collected += 1
            except FileNotFoundError:
                continue  # dropped meanwhile
        return collected

    def _chain(self, upload_id: UUID) -> list[tuple[Path, int]]:
        """Each piece with its clear size, as long as one begins where the one before ended."""
        chain: list[tuple[Path, int]] = []
        offset, folder = 0, self._of(upload_id)
        while len(chain) < PIECES_MAX:
            path = folder / str(offset)
            size = clear_size(path.stat().st_size) if path.exists() else 0
            if size == 0:
                break
            chain.append((path, size))
            offset += size
        return chain

    def _of(self, upload_id: UUID) -> Path:
        return self._folder / UUID(str(upload_id)).hex


def _bound(place: bytes, offset: int) -> bytes:
    return place + b"/from/" + str(offset).encode()
