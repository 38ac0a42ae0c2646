"""Pages made into one PDF, inside the bounded process: photographs as they are wherever that is possible.

A JPEG goes in without being coded again, turned by a number in the PDF. It is coded again where it must be:
cut (what is cut off is gone), mirrored, of a kind PDF does not hold, or too heavy with the others.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import img2pdf
import pikepdf
from PIL import Image, ImageOps, ImageSequence

from services.vault.adapters.documents import limits, sniff
from services.vault.adapters.documents.pictures import opened
from services.vault.adapters.documents.refusals import RefusedFileError

_ORIENTATION, _UPRIGHT = 0x0112, frozenset({0, 1, 3, 6, 8})
_A4 = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
_LAYOUT = img2pdf.get_layout_fun(_A4, auto_orient=True)
_QUALITY = 88
_FRAMES_MAX = 20  # of one TIFF


@dataclass(frozen=True)
class Sheet:
    """A page as it is to be bound: `turn` clockwise in degrees, `cut`: percent (top, right, bottom, left)."""

    content_type: str
    size_bytes: int
    turn: int
    cut: tuple[int, int, int, int]


def bind(sheets: Sequence[Sheet], contents: Iterator[bytes]) -> bytes:
    """One PDF, the same bytes each time."""
    heavy = sum(sheet.size_bytes for sheet in sheets) > limits.BIND_AS_IT_IS_BYTES
    out = io.BytesIO()
    with pikepdf.new() as bound:
        for sheet, content in zip(sheets, contents, strict=True):
            for made in _pages_of(sheet, content, heavy):
                with pikepdf.open(io.BytesIO(made)) as part:
                    bound.pages.extend(part.pages)
        if len(bound.pages) > limits.MAX_PAGES:
            raise RefusedFileError("document_bomb")
        bound.save(out, deterministic_id=True)
    return out.getvalue()


def _pages_of(sheet: Sheet, content: bytes, heavy: bool) -> Iterator[bytes]:
    if sheet.content_type == sniff.PDF:
        yield _turned(content, sheet.turn)
        return
    with opened(content, sheet.content_type) as image:
        if _fits_as_it_is(sheet, image, heavy):
            yield _turned(_as_pdf(content), sheet.turn)
            return
        for number, frame in enumerate(ImageSequence.Iterator(image)):
            if number == _FRAMES_MAX:
                raise RefusedFileError("document_bomb")
            yield _as_pdf(_coded_again(frame, sheet))


def _fits_as_it_is(sheet: Sheet, image: Image.Image, heavy: bool) -> bool:
    return (
        sheet.content_type == sniff.JPEG
        and not any(sheet.cut)
        and not heavy
        and image.getexif().get(_ORIENTATION, 1) in _UPRIGHT
    )


def _coded_again(image: Image.Image, sheet: Sheet) -> bytes:
    upright = ImageOps.exif_transpose(image)
    turned = upright.rotate(-sheet.turn, expand=True) if sheet.turn else upright
    width, height = turned.size
    top, right, bottom, left = sheet.cut
    box = (
        width * left // 100,
        height * top // 100,
        width - width * right // 100,
        height - height * bottom // 100,
    )
    kept = turned.crop(box)
    kept.thumbnail((limits.PAGE_SIDE_PX, limits.PAGE_SIDE_PX))
    out = io.BytesIO()
    _on_white(kept).save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGB", "L"):
        return image
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    paper = Image.new("RGB", clear.size, "white")
    paper.paste(clear, mask=clear.getchannel("A"))
    return paper


def _as_pdf(jpeg: bytes) -> bytes:
    made: bytes = img2pdf.convert(jpeg, layout_fun=_LAYOUT, rotation=img2pdf.Rotation.ifvalid, nodate=True)
    return made


def _turned(content: bytes, turn: int) -> bytes:
    if not turn:
        return content
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            page.rotate(turn, relative=True)
        pdf.save(out, deterministic_id=True)
    return out.getvalue()
