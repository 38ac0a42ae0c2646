"""Location out of a WebP: metadata chunks cleaned in place, image chunks copied byte for byte (RFC 9649)."""

from __future__ import annotations

from services.vault.adapters.documents.iptc import UnreadableMetadataError
from services.vault.adapters.documents.refusals import RefusedFileError
from services.vault.adapters.documents.tiff_tags import strip_tags
from services.vault.adapters.documents.xmp import speaks_of_a_place, without_places

_IMAGE = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_EXIF_PREFIX = b"Exif\x00\x00"  # some writers keep JPEG's prefix


def strip_webp(data: bytes) -> bytes:
    """The same picture, of the same length up to its end, without places; what follows its end is dropped."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise RefusedFileError("document_damaged")
    cleaned, at = bytearray(data[:end]), 12
    while at + 8 <= end:
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > end:
            raise RefusedFileError("document_damaged")
        cleaned[at + 8 : at + 8 + size] = _clean(kind, data[at + 8 : at + 8 + size])
        at += 8 + size + size % 2
    return bytes(cleaned)


def _clean(kind: bytes, body: bytes) -> bytes:
    if kind in _IMAGE:
        return body
    if kind == b"XMP ":
        return without_places(body)
    if kind == b"EXIF":
        prefix = len(_EXIF_PREFIX) if body.startswith(_EXIF_PREFIX) else 0
        try:
            return body[:prefix] + strip_tags(body[prefix:])
        except UnreadableMetadataError:
            return bytes(len(body))
    return bytes(len(body)) if speaks_of_a_place(body) else body
