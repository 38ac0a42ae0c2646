"""Location out of a PNG: metadata chunks cleaned or dropped, image data copied byte for byte (ISO 15948)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from services.vault.adapters.documents.iptc import UnreadableMetadataError
from services.vault.adapters.documents.limits import MAX_METADATA_BYTES
from services.vault.adapters.documents.refusals import RefusedFileError
from services.vault.adapters.documents.tiff_tags import strip_tags
from services.vault.adapters.documents.xmp import speaks_of_a_place, without_places

_SIGNATURE_BYTES = 8
_TEXT = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_XMP_HEADER = b"XML:com.adobe.xmp\x00\x00\x00"  # keyword, then "not compressed"
_IMAGE = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"fdAT", b"iCCP", b"tRNS"})


def strip_png(data: bytes) -> bytes:
    """The same picture without places; what follows its end is dropped."""
    cleaned = bytearray(data[:_SIGNATURE_BYTES])
    for kind, body in _chunks(data):
        kept = _clean(kind, body)
        if kept is not None:
            crc = zlib.crc32(kind + kept).to_bytes(4, "big")
            cleaned += len(kept).to_bytes(4, "big") + kind + kept + crc
    return bytes(cleaned)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, kind = _SIGNATURE_BYTES, b""
    while kind != b"IEND":
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        if len(data) < at + 12 + size or zlib.crc32(kind + body) != int.from_bytes(
            data[at + 8 + size : at + 12 + size], "big"
        ):
            raise RefusedFileError("document_damaged")
        yield kind, body
        at += 12 + size


def _clean(kind: bytes, body: bytes) -> bytes | None:
    if kind in _IMAGE:
        return body
    if kind == b"eXIf":
        try:
            return strip_tags(body)
        except UnreadableMetadataError:
            return None
    if kind == b"iTXt" and body.startswith(_XMP_HEADER):
        return _clean_xmp(body)
    if kind in _TEXT:
        return None if _speaks(body) else body
    return None if speaks_of_a_place(body) else body


def _clean_xmp(body: bytes) -> bytes | None:
    """Keyword, two flags, language, translated keyword, then the packet."""
    language_end = body.find(b"\x00", len(_XMP_HEADER) - 1)
    start = body.find(b"\x00", language_end + 1) + 1
    if language_end < 0 or start == 0:
        return None
    return body[:start] + without_places(body[start:])


def _speaks(body: bytes) -> bool:
    """Whether a text chunk, compressed or not, speaks of a place; a raw EXIF, IPTC or XMP profile may."""
    if body.startswith(b"Raw profile type") or speaks_of_a_place(body):
        return True
    for at in range(len(body) - 1):
        if body[at] == 0x78 and int.from_bytes(body[at : at + 2], "big") % 31 == 0:  # a zlib header
            return _inflated_speaks(body[at:])
        if at > 200:
            break  # keyword, language and translated keyword are shorter
    return False


def _inflated_speaks(stream: bytes) -> bool:
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(stream, MAX_METADATA_BYTES)
    except zlib.error:
        return False
    return bool(inflater.unconsumed_tail) or speaks_of_a_place(text)
