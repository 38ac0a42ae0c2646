"""Places written in TIFF tags (TIFF 6.0, EXIF 3.0, GeoTIFF), removed without moving a byte.

EXIF blocks of JPEG, PNG, HEIC and WebP files are TIFF structures too. Promises the same length, the same
pixels, the same dates and orientation. Makers' notes are removed whole: several makers write places in them,
in formats nobody publishes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from services.vault.adapters.documents.iptc import UnreadableMetadataError, blank_iptc, blank_photoshop
from services.vault.adapters.documents.xmp import without_places

_GPS_IFD, _EXIF_IFD, _SUB_IFDS = 0x8825, 0x8769, 0x014A
_MAKER_NOTE, _DNG_PRIVATE, _MICROSOFT_PADDING = 0x927C, 0xC634, 0xEA1C
_GEO_TIFF = frozenset({33550, 33920, 33922, 34264, 34735, 34736, 34737, 42112, 42113})
_XMP, _IPTC, _PHOTOSHOP = 0x02BC, 0x83BB, 0x8649
_THUMBNAIL_AT, _THUMBNAIL_BYTES = 0x0201, 0x0202
_REMOVED = frozenset({_GPS_IFD, _MAKER_NOTE, _DNG_PRIVATE, _MICROSOFT_PADDING}) | _GEO_TIFF
_TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
_MAX_IFDS = 1_100  # 500 pages, each with an EXIF directory
_ENTRY_BYTES = 12


@dataclass(frozen=True)
class _Entry:
    tag: int
    start: int  # of the 12-byte entry
    value_at: int
    value_bytes: int
    number: int  # the entry's last four bytes, as an offset or a LONG


class _Tags:
    def __init__(self, block: bytes) -> None:
        self.block = bytearray(block)
        order = {b"II": "<", b"MM": ">"}.get(block[:2], "")
        if not order or len(block) < 8 or self._int(order, "H", 2) != 42:
            raise UnreadableMetadataError
        self._order = order
        self._seen: set[int] = set()

    def strip(self) -> bytes:
        at = self._int(self._order, "I", 4)
        if at + 2 > len(self.block):
            raise UnreadableMetadataError
        while 0 < at <= len(self.block) - 2 and at not in self._seen:
            at = self._strip_directory(at)
        return bytes(self.block)

    def _strip_directory(self, at: int) -> int:
        """Clean one directory and those it points to; the offset of the next, 0 at the end."""
        self._seen.add(at)
        if len(self._seen) > _MAX_IFDS:
            raise UnreadableMetadataError
        entries, after = list(self._entries(at)), self._end_of(at)
        following = self._int(self._order, "I", after) if after + 4 <= len(self.block) else 0
        numbers = {entry.tag: entry.number for entry in entries}
        for entry in entries:
            self._clean(entry, numbers)
        kept = [bytes(self.block[e.start : e.start + _ENTRY_BYTES]) for e in entries if e.tag not in _REMOVED]
        if len(kept) < len(entries):
            directory = struct.pack(self._order + "H", len(kept)) + b"".join(kept)
            directory += struct.pack(self._order + "I", following)
            end = min(after + 4, len(self.block))
            self.block[at:end] = directory.ljust(end - at, b"\x00")[: end - at]
        return following

    def _clean(self, entry: _Entry, numbers: dict[int, int]) -> None:
        value = slice(entry.value_at, entry.value_at + entry.value_bytes)
        if entry.tag == _GPS_IFD:
            self._erase_directory(entry.number)
        elif entry.tag in _REMOVED:
            self.block[value] = bytes(len(self.block[value]))
        elif entry.tag == _XMP:
            self.block[value] = without_places(bytes(self.block[value]))
        elif entry.tag == _IPTC:
            self.block[value] = blank_iptc(bytes(self.block[value]))
        elif entry.tag == _PHOTOSHOP:
            self.block[value] = blank_photoshop(bytes(self.block[value]), strip_tags)
        elif entry.tag == _EXIF_IFD:
            self._strip_pointed([entry.number])
        elif entry.tag == _SUB_IFDS:
            self._strip_pointed(self._longs(entry))
        elif entry.tag == _THUMBNAIL_AT:
            self._strip_thumbnail(entry.number, numbers.get(_THUMBNAIL_BYTES, 0))

    def _strip_pointed(self, offsets: list[int]) -> None:
        for at in offsets:
            if 0 < at <= len(self.block) - 2 and at not in self._seen:
                self._strip_directory(at)

    def _strip_thumbnail(self, at: int, size: int) -> None:
        """An EXIF thumbnail is a small JPEG, which may repeat the photograph's EXIF."""
        end = min(at + size, len(self.block))
        nested = self.block.find(b"Exif\x00\x00", at, end)
        if nested >= 0:
            self.block[nested + 6 : end] = strip_tags(bytes(self.block[nested + 6 : end]))

    def _erase_directory(self, at: int) -> None:
        if not 0 < at <= len(self.block) - 2 or at in self._seen:
            return
        for entry in list(self._entries(at)):
            value = slice(entry.value_at, entry.value_at + entry.value_bytes)
            self.block[value] = bytes(len(self.block[value]))
        end = min(self._end_of(at) + 4, len(self.block))
        self.block[at:end] = bytes(end - at)

    def _entries(self, at: int) -> Iterator[_Entry]:
        for start in range(at + 2, self._end_of(at), _ENTRY_BYTES):
            tag, kind, count, number = struct.unpack_from(self._order + "HHII", self.block, start)
            size = _TYPE_BYTES.get(kind, 1) * count
            yield _Entry(tag, start, start + 8 if size <= 4 else number, size, number)

    def _end_of(self, at: int) -> int:
        """Where a directory's entries end: those announced, or those that fit."""
        fit = (len(self.block) - at - 2) // _ENTRY_BYTES
        return at + 2 + min(self._int(self._order, "H", at), fit) * _ENTRY_BYTES

    def _longs(self, entry: _Entry) -> list[int]:
        count = min(entry.value_bytes // 4, _MAX_IFDS)
        if entry.value_at + count * 4 > len(self.block):
            return []
        return list(struct.unpack_from(f"{self._order}{count}I", self.block, entry.value_at))

    def _int(self, order: str, code: str, at: int) -> int:
        return int(struct.unpack_from(order + code, self.block, at)[0])


def strip_tags(block: bytes) -> bytes:
    """The same TIFF structure, of the same length, without places, else `UnreadableMetadataError`."""
    return _Tags(block).strip()
