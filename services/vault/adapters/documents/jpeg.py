"""Location out of a JPEG: marker segments rewritten, scans copied byte for byte (ITU-T T.81, annex B).

What follows the end of the image (second pictures, motion photographs, makers' trailers) is dropped, with the
index that points to it: each can carry a position of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.vault.adapters.documents.iptc import UnreadableMetadataError, blank_photoshop
from services.vault.adapters.documents.refusals import RefusedFileError
from services.vault.adapters.documents.tiff_tags import strip_tags
from services.vault.adapters.documents.xmp import speaks_of_a_place, without_places

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_APP0, _APP1, _APP2, _APP13, _APP14, _APP15, _COM = 0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xEF, 0xFE
_EXIF = b"Exif\x00"
_XMP = b"http://ns.adobe.com/xap/1.0/\x00"
_PHOTOSHOP = b"Photoshop 3.0\x00"
_ICC, _MPF = b"ICC_PROFILE\x00", b"MPF\x00"
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_Segment = tuple[int, bytes]  # marker, then the segment's payload; for a scan, its header and compressed data


def strip_jpeg(data: bytes) -> bytes:
    """The same picture without places; the very same bytes when it names none and nothing follows it."""
    segments = list(_segments(data))
    unwanted = _unwanted_groups(segments)
    cleaned = bytearray(b"\xff\xd8")
    for marker, payload in segments:
        kept = _clean(marker, payload) if _group(marker, payload) not in unwanted else None
        if kept is None:
            continue
        cleaned += bytes((0xFF, marker))
        if marker != _EOI:
            head = kept if marker != _SOS else kept[: _scan_header_bytes(kept)]
            cleaned += (len(head) + 2).to_bytes(2, "big") + kept
    return bytes(cleaned)


def _segments(data: bytes) -> Iterator[_Segment]:
    at = 2
    while at < len(data):
        if data[at] != 0xFF:  # some cameras leave bytes between segments
            at = data.find(b"\xff", at)
            if at < 0:
                return
        marker = data[at + 1] if at + 1 < len(data) else _EOI
        if marker in (0xFF, 0x00, 0x01) or 0xD0 <= marker <= _SOI:
            at += 1 if marker == 0xFF else 2
            continue
        if marker == _EOI:
            yield _EOI, b""
            return
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + size
        if size < 2 or end > len(data):
            raise RefusedFileError("document_damaged")
        if marker == _SOS:
            found = _END_OF_SCAN.search(data, end)
            end = found.start() if found else len(data)
        yield marker, data[at + 4 : end]
        at = end


def _scan_header_bytes(payload: bytes) -> int:
    return 4 + 2 * payload[0] if payload else 0  # T.81, B.2.3: components, then three selection bytes


def _clean(marker: int, payload: bytes) -> bytes | None:
    """The segment's payload without places, None when the whole segment goes."""
    try:
        if marker == _APP1 and payload.startswith(_EXIF):
            return payload[:6] + strip_tags(payload[6:])
        if marker == _APP1 and payload.startswith(_XMP):
            return _XMP + without_places(payload[len(_XMP) :])
        if marker == _APP13 and payload.startswith(_PHOTOSHOP):
            return _PHOTOSHOP + blank_photoshop(payload[len(_PHOTOSHOP) :], strip_tags)
    except UnreadableMetadataError:
        return None
    if marker == _APP2 and payload.startswith(_MPF):
        return None
    return payload


def _group(marker: int, payload: bytes) -> tuple[int, bytes] | None:
    """Segments whose meaning spans several are judged together; None for those understood one by one."""
    if not (_APP0 < marker <= _APP15 or marker == _COM) or marker == _APP14:
        return None
    if payload.startswith((_EXIF, _XMP, _PHOTOSHOP, _ICC, _MPF)):
        return None
    return marker, payload[:8]


def _unwanted_groups(segments: list[_Segment]) -> set[tuple[int, bytes] | None]:
    """Groups that speak of a place in a form not rewritten here (extended XMP, provenance, comments)."""
    joined: dict[tuple[int, bytes], bytearray] = {}
    for marker, payload in segments:
        group = _group(marker, payload)
        if group is not None:
            joined.setdefault(group, bytearray()).extend(payload)
    return {group for group, content in joined.items() if speaks_of_a_place(bytes(content))}
