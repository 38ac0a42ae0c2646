"""Staging: clear chunks pushed in, one durable encrypted file out, or nothing at all."""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import tink

from shared.blobs.encryption import encrypting_stream
from shared.problems import InvalidInput, Unavailable


@dataclass(frozen=True)
class Staged:
    """A whole, durable, encrypted file waiting to be promoted. Size and digest are of the clear bytes."""

    name: str
    size: int
    sha256: str


class _DurableFile(io.FileIO):
    """A file that is on stable storage once closed, unless it was given up."""

    given_up = False

    def close(self) -> None:
        if not self.closed and not self.given_up:
            os.fsync(self.fileno())
        super().close()


class StagingWriter:
    """Push side of staging: `write` chunks as they arrive, then `finish` or `abort`; one thread at a time.

    A refusal (`document_too_large`, `document_empty`, `storage_unavailable`) leaves nothing on disk.
    """

    def __init__(self, path: Path, data_key: bytes, associated_data: bytes, max_bytes: int) -> None:
        self._path, self._max_bytes = path, max_bytes
        self._size, self._sha256 = 0, hashlib.sha256()
        self._file = _DurableFile(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        try:
            self._stream = encrypting_stream(data_key, cast(IO[bytes], self._file), associated_data)
        except BaseException:
            self._file.given_up = True
            self._file.close()
            path.unlink(missing_ok=True)
            raise

    def write(self, chunk: bytes) -> None:
        """Encrypt and append one chunk of clear bytes."""
        self._size += len(chunk)
        if self._size > self._max_bytes:
            self.abort()
            raise _too_large(self._max_bytes)
        self._sha256.update(chunk)
        try:
            self._stream.write(chunk)
        except (OSError, tink.TinkError) as failure:
            self.abort()
            raise storage_unavailable() from failure

    def finish(self) -> Staged:
        """Seal the last segment, put file and folder on stable storage, and say what was staged."""
        if self._size == 0:
            self.abort()
            raise InvalidInput("document_empty", "Ce fichier est vide.", field="file")
        try:
            self._stream.close()
            sync_folder(self._path.parent)
        except (OSError, tink.TinkError) as failure:
            self.abort()
            raise storage_unavailable() from failure
        return Staged(self._path.name, self._size, self._sha256.hexdigest())

    def abort(self) -> None:
        """Give up: nothing of this document stays on disk. May be called twice."""
        self._file.given_up = True
        self._path.unlink(missing_ok=True)
        try:
            self._stream.close()
        except (OSError, tink.TinkError, ValueError):
            pass  # the sealed remainder goes nowhere: the file is already unlinked
        finally:
            self._file.close()


def storage_unavailable() -> Unavailable:
    """The disk is full or failing: nothing was kept, the sender may try again."""
    return Unavailable(
        "storage_unavailable", "Le coffre ne peut rien ranger maintenant. Réessayez plus tard."
    )


def _too_large(max_bytes: int) -> InvalidInput:
    sentence = f"Ce fichier est trop lourd : {max_bytes // 1_000_000} Mo au plus."
    return InvalidInput("document_too_large", sentence, field="file", max_bytes=max_bytes)


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on stable storage."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
