"""Reading a sealed file: the next segments are opened in lanes while the caller works on the one before."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from itertools import islice
from pathlib import Path
from typing import IO

from shared.blobs.encryption import (
    HEADER_BYTES,
    SEGMENT_BYTES,
    DamagedBlobError,
    SegmentCipher,
    before_sealed,
    segment_count,
)
from shared.blobs.lanes import Lanes
from shared.problems import NotFound

AHEAD_MAX = 2  # segments opened before they are asked for


def decrypted(path: Path, data_key: bytes, associated_data: bytes, lanes: Lanes) -> Iterator[bytes]:
    """Clear chunks of a file, at most 1 MiB each, none empty: `not_found` at once, `DamagedBlobError` where
    it stops being true.
    """
    try:
        file = path.open("rb", buffering=0)
    except FileNotFoundError:
        raise NotFound("document_missing", "Ce document n'est plus là.") from None
    chunks = _clear_chunks(file, data_key, associated_data, lanes)
    next(chunks)  # begun: who never asks for a chunk leaves no file open
    return chunks


def _clear_chunks(file: IO[bytes], data_key: bytes, associated_data: bytes, lanes: Lanes) -> Iterator[bytes]:
    with file:
        yield b""
        source = _Source(file.fileno(), data_key, associated_data, lanes)
        yield from filter(None, _in_order(source, lanes))


def _in_order(source: _Source, lanes: Lanes) -> Iterator[bytes]:
    """Every segment; nothing uses the file any more once this ends, however it ends. The first one is waited
    for in any case: it is opened here, sooner than a lane would begin.
    """
    ahead: deque[Future[bytes]] = deque()
    try:
        following = iter(range(1, source.count))
        for number in islice(following, AHEAD_MAX):
            ahead.append(lanes.run(source.opened, number))
        yield source.opened(0)
        while ahead:
            opened = ahead.popleft().result()
            for number in islice(following, 1):
                ahead.append(lanes.run(source.opened, number))
            yield opened
    finally:
        for opening in ahead:
            if not opening.cancel():
                opening.exception()


class _Source:
    """A sealed file as it was when opened: how long it is tells which segment must be sealed as the last."""

    def __init__(self, descriptor: int, data_key: bytes, associated_data: bytes, lanes: Lanes) -> None:
        self._descriptor, self._size, self._lanes = descriptor, os.fstat(descriptor).st_size, lanes
        self.count = segment_count(self._size)
        self._cipher = SegmentCipher.of_header(
            os.pread(descriptor, HEADER_BYTES, 0), data_key, associated_data
        )

    def opened(self, number: int) -> bytes:
        """The clear bytes of one segment. Raises DamagedBlobError, OSError."""
        start, page = number * SEGMENT_BYTES, self._lanes.page()
        try:
            segment = memoryview(page)[: min(SEGMENT_BYTES, self._size - start)]
            if _filled(self._descriptor, segment, start) < len(segment):
                raise DamagedBlobError("a stored document is cut")
            sealed = segment[before_sealed(number) :]
            return self._cipher.opened(number, sealed, last=number == self.count - 1)
        finally:
            self._lanes.give_back(page)


def _filled(descriptor: int, into: memoryview, start: int) -> int:
    """How many bytes were there to read, from `start` on."""
    filled = 0
    while filled < len(into):
        read = os.preadv(descriptor, [into[filled:]], start + filled)
        if read == 0:
            break
        filled += read
    return filled
