"""A PDF: sound, readable without a password, of a finite size, and without a position in what it embeds."""

from __future__ import annotations

import io
import zlib

import pikepdf
import pypdfium2
from PIL import Image

from services.vault.adapters.documents.jpeg import strip_jpeg
from services.vault.adapters.documents.limits import (
    MAX_METADATA_BYTES,
    MAX_PAGES,
    MAX_PDF_OBJECTS,
    PREVIEW_SIDE_PX,
)
from services.vault.adapters.documents.pdf_content import refuse_programs
from services.vault.adapters.documents.refusals import RefusedFileError
from services.vault.adapters.documents.xmp import without_places

_EXIF_WITHIN_BYTES = 65_600
_OPAQUE = b"\x00 "  # stands for a packet nobody can read: it is blanked


def count_pages(data: bytes) -> int:
    """Pages of a sound and quiet PDF, in which no flood was found, else the code of what is wrong with it."""
    with _opened(data) as pdf:
        if len(pdf.objects) > MAX_PDF_OBJECTS:
            raise RefusedFileError("document_bomb")
        pages = len(pdf.pages)
        refuse_programs(pdf)
    if pages > MAX_PAGES:
        raise RefusedFileError("document_bomb")
    if pages == 0:
        raise RefusedFileError("document_damaged")
    return pages


def strip_pdf(data: bytes) -> bytes:
    """The very same bytes unless metadata or an embedded photograph names a place; else rewritten."""
    with _opened(data) as pdf:
        changed = False
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                changed |= _strip_stream(thing)
        if not changed:
            return data
        rewritten = io.BytesIO()
        pdf.save(rewritten)
        return rewritten.getvalue()


def preview_pdf(data: bytes) -> Image.Image:
    """The first page, drawn to fit the preview's side."""
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    width, height = page.get_size()
    scale = PREVIEW_SIDE_PX / max(width, height, 1.0)
    drawn: Image.Image = page.render(scale=scale).to_pil()
    return drawn.convert("RGB")


def _opened(data: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        raise RefusedFileError("document_encrypted") from None
    except (pikepdf.PdfError, ValueError, OverflowError):
        raise RefusedFileError("document_damaged") from None


def _packet(stream: pikepdf.Stream) -> bytes:
    """A metadata packet, inflated within bounds; one coded in any other way is emptied unread."""
    raw, coding = stream.read_raw_bytes(), stream.get("/Filter")
    if coding is None:
        return raw
    if coding not in ("/FlateDecode", ["/FlateDecode"]) or "/DecodeParms" in stream:
        return _OPAQUE
    inflater = zlib.decompressobj()
    try:
        packet = inflater.decompress(raw, MAX_METADATA_BYTES)
    except zlib.error:
        return _OPAQUE
    if inflater.unconsumed_tail:
        raise RefusedFileError("document_bomb")
    return packet


def _strip_stream(stream: pikepdf.Stream) -> bool:
    """Clean one metadata packet or one embedded JPEG; says whether it changed."""
    if stream.get("/Type") == "/Metadata":
        packet = _packet(stream)
        cleaned = without_places(packet)
        if cleaned != packet:
            stream.write(cleaned)
            return True
    elif stream.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        picture = stream.read_raw_bytes()
        if b"Exif\x00" not in picture[:_EXIF_WITHIN_BYTES]:
            return False
        cleaned = strip_jpeg(picture)
        if cleaned != picture:
            parameters = stream.get("/DecodeParms")
            kept = parameters if isinstance(parameters, pikepdf.Dictionary | pikepdf.Array) else None
            stream.write(cleaned, filter=pikepdf.Name.DCTDecode, decode_parms=kept)
            return True
    return False
