"""Floods in a PDF: what is compressed in it, layer under layer, inflated in pieces, counted and dropped.

Looked for before a PDF library is even loaded: those inflate whole streams in memory.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import chain

from services.vault.adapters.documents.limits import (
    INFLATED_ALWAYS_BYTES,
    INFLATED_TIMES,
    MAX_INFLATED_BYTES,
    MAX_INFLATIONS,
)
from services.vault.adapters.documents.refusals import RefusedFileError

_STREAM = re.compile(rb"stream\r?\n")
_PIECE_BYTES = 262_144
_DEFLATE = 8


class _Budget:
    """How much may still come out of the whole file, whatever the layers."""

    def __init__(self, file_bytes: int) -> None:
        self._left = min(MAX_INFLATED_BYTES, INFLATED_ALWAYS_BYTES + INFLATED_TIMES * file_bytes)

    def counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._left -= len(piece)
            if self._left < 0:
                raise RefusedFileError("document_bomb")
            yield piece


def refuse_floods(data: bytes) -> None:
    """`document_bomb` when what is compressed in the file, layer under layer, comes to too much."""
    budget, whole = _Budget(len(data)), memoryview(data)
    for found in _STREAM.finditer(data):
        pieces = (bytes(whole[at : at + _PIECE_BYTES]) for at in range(found.end(), len(data), _PIECE_BYTES))
        _pass_through(pieces, budget, 0)


def _pass_through(pieces: Iterator[bytes], budget: _Budget, depth: int) -> None:
    first = next(pieces, b"")
    if not _is_zlib(first):
        if depth:
            for _ in pieces:
                pass
        return
    if depth == MAX_INFLATIONS:
        raise RefusedFileError("document_bomb")
    _pass_through(budget.counted(_inflated(chain([first], pieces))), budget, depth + 1)


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What comes out, piece by piece, up to the end or to where it breaks off, as readers do."""
    inflater = zlib.decompressobj()
    for piece in pieces:
        pending = piece
        while pending and not inflater.eof:
            try:
                yield inflater.decompress(pending, _PIECE_BYTES)
            except zlib.error:
                return
            pending = inflater.unconsumed_tail
        if inflater.eof:
            return


def _is_zlib(start: bytes) -> bool:
    return len(start) > 2 and start[0] & 15 == _DEFLATE and int.from_bytes(start[:2], "big") % 31 == 0
