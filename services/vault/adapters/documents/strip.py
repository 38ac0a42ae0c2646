"""Location out of any accepted file, without touching its pixels or its dates (domain rule 11)."""

from __future__ import annotations

from collections.abc import Callable

from services.vault.adapters.documents import sniff
from services.vault.adapters.documents.heif import strip_heif
from services.vault.adapters.documents.iptc import UnreadableMetadataError
from services.vault.adapters.documents.jpeg import strip_jpeg
from services.vault.adapters.documents.pdf import strip_pdf
from services.vault.adapters.documents.png import strip_png
from services.vault.adapters.documents.refusals import RefusedFileError
from services.vault.adapters.documents.tiff_tags import strip_tags
from services.vault.adapters.documents.webp import strip_webp

_STRIPPERS: dict[str, Callable[[bytes], bytes]] = {
    sniff.JPEG: strip_jpeg,
    sniff.PNG: strip_png,
    sniff.HEIC: strip_heif,
    sniff.WEBP: strip_webp,
    sniff.TIFF: strip_tags,
    sniff.PDF: strip_pdf,
}


def strip_location(data: bytes, content_type: str) -> bytes:
    """`data` without location metadata; the same bytes when there was none."""
    try:
        return _STRIPPERS[content_type](data)
    except (UnreadableMetadataError, RecursionError):
        raise RefusedFileError("document_damaged") from None
