"""Location out of a HEIF or HEIC file: its metadata items cleaned in place (ISO 14496-12, 23008-12).

Nothing moves: offsets stay true, image items are not touched. Boxes that hold other things than the picture
(motion photographs, makers' trailers) are turned into free space.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from services.vault.adapters.documents.iptc import UnreadableMetadataError
from services.vault.adapters.documents.refusals import RefusedFileError
from services.vault.adapters.documents.tiff_tags import strip_tags
from services.vault.adapters.documents.xmp import speaks_of_a_place, without_places

_PICTURE_BOXES = frozenset({b"ftyp", b"meta", b"mdat", b"free", b"skip", b"wide", b"moov", b"styp", b"mini"})
_MOVIE_PARENTS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})
_METADATA_ITEMS = frozenset({b"Exif", b"mime", b"uri "})
_Extents = list[tuple[int, int]]


@dataclass(frozen=True)
class _Box:
    kind: bytes
    at: int
    body: int
    end: int


def strip_heif(data: bytes) -> bytes:
    """The same file, of the same length, without places; `document_damaged` if its boxes cannot be walked."""
    cleaned = bytearray(data)
    try:
        for box in _boxes(data, 0, len(data)):
            if box.kind not in _PICTURE_BOXES:
                _free(cleaned, box)
            elif box.kind == b"moov":
                _strip_movie(cleaned, box)
            elif box.kind == b"meta":
                _strip_items(cleaned, box)
    except (struct.error, IndexError, RecursionError):
        raise RefusedFileError("document_damaged") from None
    return bytes(cleaned)


def _boxes(data: bytes | bytearray, at: int, end: int) -> Iterator[_Box]:
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, at)
        body = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, body)
            body += 8
        stop = end if size == 0 else at + size
        if stop < body or stop > end:
            raise RefusedFileError("document_damaged")
        yield _Box(kind, at, body, stop)
        at = stop


def _free(cleaned: bytearray, box: _Box) -> None:
    cleaned[box.at + 4 : box.at + 8] = b"free"
    cleaned[box.body : box.end] = bytes(box.end - box.body)


def _strip_movie(cleaned: bytearray, parent: _Box) -> None:
    """An image sequence keeps its tracks and loses what is said about them."""
    for box in list(_boxes(cleaned, parent.body, parent.end)):
        if box.kind in _MOVIE_PARENTS:
            _strip_movie(cleaned, box)
        elif box.kind in (b"udta", b"meta", b"uuid"):
            _free(cleaned, box)


def _strip_items(cleaned: bytearray, meta: _Box) -> None:
    inside = {box.kind: box for box in _boxes(cleaned, meta.body + 4, meta.end)}
    if b"iinf" not in inside:
        return
    kinds = _item_kinds(cleaned, inside[b"iinf"])
    if not kinds:
        return
    idat = inside[b"idat"].body if b"idat" in inside else 0
    extents = _item_extents(cleaned, inside[b"iloc"], idat) if b"iloc" in inside else {}
    for item, kind in kinds.items():
        if item not in extents:
            raise RefusedFileError("document_damaged")
        _strip_item(cleaned, kind, extents[item])


def _strip_item(cleaned: bytearray, kind: bytes, extents: _Extents) -> None:
    """Gather the item's bytes, clean them keeping their length, put them back where they were."""
    content = b"".join(bytes(cleaned[at : at + size]) for at, size in extents)
    if len(content) != sum(size for _, size in extents):
        raise RefusedFileError("document_damaged")
    kept = _clean(kind, content)
    for at, size in extents:
        cleaned[at : at + size], kept = kept[:size], kept[size:]


def _clean(kind: bytes, content: bytes) -> bytes:
    if kind == b"Exif":
        start = 4 + int.from_bytes(content[:4], "big")  # 23008-12, annex A: offset of the TIFF header
        try:
            return content[:start] + strip_tags(content[start:])
        except UnreadableMetadataError:
            return bytes(len(content))
    if b"<x:xmpmeta" in content or b"<rdf:RDF" in content:
        return without_places(content)
    readable = kind == b"uri " and not speaks_of_a_place(content)
    return content if readable else bytes(len(content))  # compressed, or in a form unknown to us


def _item_kinds(data: bytearray, iinf: _Box) -> dict[int, bytes]:
    """Metadata items by id. `iinf` counts on 2 bytes in version 0, on 4 after."""
    first = iinf.body + (6 if data[iinf.body] == 0 else 8)
    kinds: dict[int, bytes] = {}
    for box in _boxes(data, first, iinf.end):
        if box.kind != b"infe" or data[box.body] < 2:
            continue
        wide = data[box.body] >= 3
        item, _, kind = struct.unpack_from(">IH4s" if wide else ">HH4s", data, box.body + 4)
        if kind in _METADATA_ITEMS:
            kinds[item] = kind
    return kinds


def _item_extents(data: bytearray, iloc: _Box, idat: int) -> dict[int, _Extents]:
    """Absolute (offset, size) pairs of every item kept in the file or in `idat`."""
    version, at = data[iloc.body], iloc.body + 4
    sizes = struct.unpack_from(">H", data, at)[0]
    offset_bytes, length_bytes = sizes >> 12, sizes >> 8 & 15
    base_bytes, index_bytes = sizes >> 4 & 15, sizes & 15 if version else 0
    id_bytes = 4 if version == 2 else 2
    read = _Reader(data, at + 2)
    found: dict[int, _Extents] = {}
    for _ in range(read.number(id_bytes)):
        item = read.number(id_bytes)
        method = read.number(2) & 15 if version else 0
        read.number(2)  # data reference
        start = read.number(base_bytes) + (idat if method == 1 else 0)
        extents: _Extents = []
        for _ in range(read.number(2)):
            read.number(index_bytes)
            extents.append((start + read.number(offset_bytes), read.number(length_bytes)))
        if method < 2:
            found[item] = extents
    return found


class _Reader:
    def __init__(self, data: bytearray, at: int) -> None:
        self._data, self._at = data, at

    def number(self, size: int) -> int:
        """The next big-endian integer of `size` bytes."""
        if self._at + size > len(self._data):
            raise IndexError
        self._at += size
        return int.from_bytes(self._data[self._at - size : self._at], "big")
