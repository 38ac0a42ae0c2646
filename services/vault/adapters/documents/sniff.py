"""What a file claims to be by its leading bytes. The name and the declared type are never trusted."""

from __future__ import annotations

from services.vault.adapters.documents.refusals import RefusedFileError

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
HEIC = "image/heic"
WEBP = "image/webp"
TIFF = "image/tiff"
ACCEPTED = frozenset({PDF, JPEG, PNG, HEIC, WEBP, TIFF})

_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_PDF_HEADER_WITHIN_BYTES = 1024  # ISO 32000-1, annex H.3.4.1: junk before the header is tolerated by readers


def content_type_of(data: bytes) -> str:
    """The accepted content type whose signature `data` starts with, else `document_type_refused`."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith((b"II*\x00", b"MM\x00*")):
        return TIFF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[4:8] == b"ftyp" and _is_heic(data):
        return HEIC
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN_BYTES]:
        return PDF
    raise RefusedFileError("document_type_refused")


def _is_heic(data: bytes) -> bool:
    size = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[at : at + 4] for at in (8, *range(16, size, 4))}
    return bool(brands & _HEIC_BRANDS) and b"avif" not in brands
