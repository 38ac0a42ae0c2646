"""Places written in Photoshop resources and IPTC-IIM records (JPEG APP13, TIFF tags), blanked in place."""

from __future__ import annotations

import struct
from collections.abc import Callable

from services.vault.adapters.documents.xmp import without_places

# IPTC-IIM 4.2, record 2: content location, city, sublocation, province, country code and name.
_PLACE_DATASETS = frozenset({26, 27, 90, 92, 95, 100, 101})
_IPTC, _EXIF, _EXIF_EXTENSION, _XMP = 0x0404, 0x0422, 0x0423, 0x0424


class UnreadableMetadataError(Exception):
    """The block cannot be walked to its end: whoever holds it drops it whole."""


def blank_iptc(records: bytes) -> bytes:
    """The same IPTC records, of the same length, with spaces where a place was named."""
    cleaned, at = bytearray(records), 0
    while at + 5 <= len(records) and records[at] == 0x1C:
        record, dataset, length = struct.unpack_from(">BBH", records, at + 1)
        if length & 0x8000 or at + 5 + length > len(records):
            raise UnreadableMetadataError  # extended lengths are for objects no camera writes here
        if record == 2 and dataset in _PLACE_DATASETS:
            cleaned[at + 5 : at + 5 + length] = b" " * length
        at += 5 + length
    return bytes(cleaned)


def blank_photoshop(resources: bytes, strip_exif: Callable[[bytes], bytes]) -> bytes:
    """The same Photoshop resources, of the same length, with the places they name blanked.

    EXIF can hold Photoshop resources and these EXIF: `strip_exif` cleans the inner one.
    """
    cleaned, at = bytearray(resources), 0
    while at + 12 <= len(resources):
        if resources[at : at + 4] != b"8BIM":
            if not resources[at:].strip(b"\x00"):
                break
            raise UnreadableMetadataError
        identifier, name_length = struct.unpack_from(">HB", resources, at + 4)
        start = at + 6 + (name_length + 2) // 2 * 2
        if start + 4 > len(resources):
            raise UnreadableMetadataError
        size = int.from_bytes(resources[start : start + 4], "big")
        start, end = start + 4, start + 4 + size
        if end > len(resources):
            raise UnreadableMetadataError
        block = resources[start:end]
        if identifier == _IPTC:
            cleaned[start:end] = blank_iptc(block)
        elif identifier == _XMP:
            cleaned[start:end] = without_places(block)
        elif identifier in (_EXIF, _EXIF_EXTENSION) and block:
            cleaned[start:end] = strip_exif(block)
        at = end + size % 2
    return bytes(cleaned)
