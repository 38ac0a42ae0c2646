"""Images really decoded: sound, of a finite size, without a position left; and their small preview."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import pi_heif
from PIL import Image, ImageOps

from services.vault.adapters.documents import sniff
from services.vault.adapters.documents.limits import (
    MAX_METADATA_BYTES,
    MAX_PAGES,
    MAX_PIXELS,
    MAX_PREVIEW_BYTES,
    PREVIEW_SIDE_PX,
)
from services.vault.adapters.documents.refusals import RefusedFileError

_PILLOW_FORMATS = {
    sniff.JPEG: "JPEG",
    sniff.PNG: "PNG",
    sniff.HEIC: "HEIF",
    sniff.WEBP: "WEBP",
    sniff.TIFF: "TIFF",
}
_GPS_IFD = 0x8825
_DECODING_ERRORS = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error)
_PREVIEW_QUALITY = 70


@dataclass(frozen=True)
class Picture:
    """Sizes in pixels as stored, before any rotation the metadata asks for; `small` is upright, ≤ 320 px."""

    pages: int
    width: int
    height: int
    small: Image.Image


def decode(data: bytes, content_type: str) -> Picture:
    """Decode the first page to its last byte, else `document_bomb` or `document_damaged`."""
    try:
        with opened(data, content_type) as image:
            pages, (width, height) = getattr(image, "n_frames", 1), image.size
            if pages > MAX_PAGES or width * height > MAX_PIXELS:
                raise RefusedFileError("document_bomb")
            image.draft("RGB", (PREVIEW_SIDE_PX * 2, PREVIEW_SIDE_PX * 2))  # JPEG: decode at a smaller scale
            image.load()
            small = _upright(image)
        return Picture(pages, width, height, small)
    except MemoryError:
        raise RefusedFileError("document_bomb") from None
    except _DECODING_ERRORS:
        raise RefusedFileError("document_damaged") from None


def has_position(data: bytes, content_type: str) -> bool:
    """Whether another reader still finds a GPS directory: the check that stripping did what it says."""
    try:
        with opened(data, content_type) as image:
            return bool(image.getexif().get_ifd(_GPS_IFD))
    except _DECODING_ERRORS:
        raise RefusedFileError("document_damaged") from None


def as_preview(image: Image.Image) -> bytes:
    """A small JPEG, without any metadata; empty when even that is too heavy to be useful."""
    image.thumbnail((PREVIEW_SIDE_PX, PREVIEW_SIDE_PX))
    written = io.BytesIO()
    image.save(written, "JPEG", quality=_PREVIEW_QUALITY)
    return written.getvalue() if written.tell() <= MAX_PREVIEW_BYTES else b""


def opened(data: bytes, content_type: str) -> Image.Image:
    """The picture, not yet decoded, read as this type only; with our own limits instead of the library's."""
    Image.MAX_IMAGE_PIXELS = None  # our own limit refuses, with our own reason
    pi_heif.options.DECODE_THREADS = 1
    pi_heif.options.AUX_IMAGES = pi_heif.options.DEPTH_IMAGES = pi_heif.options.THUMBNAILS = False
    pi_heif.register_heif_opener()
    from PIL import PngImagePlugin

    PngImagePlugin.MAX_TEXT_MEMORY = MAX_METADATA_BYTES
    return Image.open(io.BytesIO(data), formats=[_PILLOW_FORMATS[content_type]])


def _upright(image: Image.Image) -> Image.Image:
    small = image if image.mode in ("RGB", "L", "RGBA", "CMYK") else image.convert("RGBA")
    small.thumbnail((PREVIEW_SIDE_PX, PREVIEW_SIDE_PX))
    turned = ImageOps.exif_transpose(small)
    if turned.mode != "RGBA":
        return turned.convert("RGB")
    paper = Image.new("RGB", turned.size, "white")
    paper.paste(turned, mask=turned.getchannel("A"))
    return paper
