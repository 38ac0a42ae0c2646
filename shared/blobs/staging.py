"""Staging: clear chunks pushed in, one encrypted file on stable storage out, or nothing at all.

A segment is sealed and written in a lane while the caller's thread hashes it and takes in the next one; the
disk begins at once. The file is flushed before it is told of; its entry in the folder is flushed by whoever
promises it (see `store` and `pieces`).
"""

from __future__ import annotations

import hashlib
import io
import mmap
import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from shared.blobs.encryption import SEGMENT_BYTES, SegmentCipher, clear_room
from shared.blobs.flushing import write_out
from shared.blobs.lanes import Lanes, at_once
from shared.problems import InvalidInput, Unavailable

UNDER_WAY_MAX = 2  # segments being sealed and written while the next is filled
AT_ONCE_BYTES = 65_536  # less than this is sealed sooner than a lane would begin


@dataclass(frozen=True)
class Staged:
    """A whole, durable, encrypted file waiting to be promoted. Size and digest are of the clear bytes."""

    name: str
    size: int
    sha256: str


class StagingWriter:
    """Push side of staging: `write` chunks as they arrive, then `finish` or `abort`; one thread at a time.

    A refusal (`document_too_large`, `document_empty`, `storage_unavailable`) leaves nothing on disk.
    """

    def __init__(
        self, path: Path, data_key: bytes, associated_data: bytes, max_bytes: int, lanes: Lanes
    ) -> None:
        self._path, self._max_bytes, self._lanes = path, max_bytes, lanes
        self._size, self._sha256 = 0, hashlib.sha256()
        self._file = _SealedFile(path, SegmentCipher.of_new_file(data_key, associated_data), lanes)
        self._page, self._filled, self._number = lanes.page(), 0, 0
        self._under_way: deque[tuple[Future[None], mmap.mmap]] = deque()

    def write(self, chunk: bytes) -> None:
        """Take in one chunk of clear bytes."""
        self._size += len(chunk)
        if self._size > self._max_bytes:
            self.abort()
            raise _too_large(self._max_bytes)
        try:
            self._take_in(memoryview(chunk))
        except OSError as failure:
            self.abort()
            raise storage_unavailable() from failure

    def finish(self) -> Staged:
        """Seal the last segment, put the file on stable storage, and say what was staged."""
        try:
            if self._size == 0:
                raise InvalidInput("document_empty", "Ce fichier est vide.", field="file")
            self._end()
        except OSError as failure:
            self.abort()
            raise storage_unavailable() from failure
        except BaseException:
            self.abort()
            raise
        return Staged(self._path.name, self._size, self._sha256.hexdigest())

    def abort(self) -> None:
        """Give up: nothing of this document stays on disk. May be called twice."""
        self._path.unlink(missing_ok=True)
        for work, _ in list(self._under_way):
            if not work.cancel():
                work.exception()  # until it no longer uses the file
        self._file.give_up()

    def _take_in(self, left: memoryview) -> None:
        while left:
            room = clear_room(self._number) - self._filled
            if room == 0:
                self._hand_over()  # only now: what comes last of all is sealed as the last
                continue
            taken = left[:room]
            self._page[self._filled : self._filled + len(taken)] = taken
            self._filled += len(taken)
            left = left[room:]

    def _hand_over(self) -> None:
        """The filled segment: sealed and written in a lane, hashed here meanwhile."""
        clear = self._begun(self._lanes.run, last=False)
        self._sha256.update(clear)
        self._wait(UNDER_WAY_MAX - 1)
        self._page, self._filled, self._number = self._lanes.page(), 0, self._number + 1

    def _end(self) -> None:
        """The last segment is hashed in a lane too: this thread waits for the disk."""
        run = at_once if self._size <= AT_ONCE_BYTES else self._lanes.run
        clear = self._begun(run, last=True)
        hashing = run(self._sha256.update, clear)
        for work, _ in self._under_way:
            work.result()
        self._file.close()
        hashing.result()
        self._wait(0)

    def _begun(self, run: Callable[..., Future[None]], *, last: bool) -> memoryview:
        """Begin to seal and write the filled segment, whose clear bytes these are."""
        clear = memoryview(self._page)[: self._filled]
        self._under_way.append((run(self._file.put, self._number, clear, last=last), self._page))
        return clear

    def _wait(self, most: int) -> None:
        """Until at most so many segments are under way."""
        while len(self._under_way) > most:
            work, page = self._under_way[0]
            work.result()
            self._under_way.popleft()
            self._lanes.give_back(page)


class _SealedFile:
    """Segments written each at its place; on stable storage once closed, unless given up."""

    def __init__(self, path: Path, cipher: SegmentCipher, lanes: Lanes) -> None:
        self._file = io.FileIO(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._cipher, self._lanes = cipher, lanes
        self._writing = threading.Lock()  # the kernel has one for a file too, but its waiters spin

    def put(self, number: int, clear: memoryview, *, last: bool) -> None:
        """Seal a segment, write it at its place, and have the disk begin. Nothing, once given up."""
        page = self._lanes.page()
        try:
            segment = self._cipher.seal(number, clear, memoryview(page), last=last)
            with self._writing:
                if not self._file.closed:
                    write_out(self._file.fileno(), segment, number * SEGMENT_BYTES)
        finally:
            self._lanes.give_back(page)

    def close(self) -> None:
        os.fsync(self._file.fileno())
        self._file.close()

    def give_up(self) -> None:
        with self._writing:  # a descriptor closed under a write may be another file's by then
            self._file.close()


def storage_unavailable() -> Unavailable:
    """The disk is full or failing: nothing was kept, the sender may try again."""
    return Unavailable(
        "storage_unavailable", "Le coffre ne peut rien ranger maintenant. Réessayez plus tard."
    )


def _too_large(max_bytes: int) -> InvalidInput:
    sentence = f"Ce fichier est trop lourd : {max_bytes // 1_000_000} Mo au plus."
    return InvalidInput("document_too_large", sentence, field="file", max_bytes=max_bytes)
