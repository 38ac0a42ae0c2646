"""Made-up files: photographs that know where they were taken, papers, and files that wish harm."""

from __future__ import annotations

import io
import struct
from typing import Any

import pikepdf
from PIL import Image, PngImagePlugin

GPS_IFD, EXIF_IFD, MAKER_NOTE, ORIENTATION, DATE = 0x8825, 0x8769, 0x927C, 0x0112, 0x9003
LATITUDE = (48.0, 51.0, 29.5)
PLACE = b"Quai-Imaginaire"  # nothing a cleaned file may still hold
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:photoshop="http://ns.adobe.com/'
    b'photoshop/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="2026-01-15" '
    b'exif:GPSLatitude="48,51.49N">'
    b"<photoshop:City>" + PLACE + b"</photoshop:City></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def exif(orientation: int = 6) -> Image.Exif:
    """EXIF with a position, a date, an orientation and a maker's note."""
    made = Image.Exif()
    made[ORIENTATION] = orientation
    made.get_ifd(EXIF_IFD)[DATE] = "2026:01:15 10:30:00"
    made.get_ifd(EXIF_IFD)[MAKER_NOTE] = b"maker " + PLACE
    made[GPS_IFD] = {1: "N", 2: LATITUDE, 3: "E", 4: (2.0, 17.0, 40.2), 29: "2026:01:15", 28: PLACE}
    return made


def picture(mode: str = "RGB", size: tuple[int, int] = (320, 200)) -> Image.Image:
    return Image.linear_gradient("L").resize(size).convert(mode)


def written(image: Image.Image, format_name: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format_name, **options)
    return out.getvalue()


def jpeg(progressive: bool = False, index: bytes = b"") -> bytes:
    """A JPEG with EXIF, XMP, IPTC, a comment that names a place, and a second photograph after its end.

    `index` goes into the segment that points to the second one.
    """
    plain = written(picture(), "JPEG", exif=exif(), quality=85, progressive=progressive)
    segments = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + XMP)
    segments += segment(0xED, b"Photoshop 3.0\x00" + photoshop(iptc()))
    segments += (segment(0xE2, b"MPF\x00" + index) if index else b"") + segment(0xFE, b"GPS " + PLACE)
    segments += segment(0xEB, b"JP\x00\x00 provenance latitude " + PLACE)
    return plain[:2] + segments + plain[2:] + plain


def segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2, "big") + payload


def iptc() -> bytes:
    """A city and a headline, which stays."""
    return b"".join(
        bytes((0x1C, 2, dataset)) + len(value).to_bytes(2, "big") + value
        for dataset, value in ((90, PLACE), (105, b"Une attestation"))
    )


def photoshop(records: bytes) -> bytes:
    return b"8BIM\x04\x04\x00\x00" + len(records).to_bytes(4, "big") + records + bytes(len(records) % 2)


def png() -> bytes:
    """A PNG with EXIF, XMP, texts that name a place (one compressed) or none, and bytes after its end."""
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    texts.add_text("GPS position", PLACE.decode())
    texts.add_text("Comment", "latitude " + PLACE.decode(), zip=True)
    texts.add_text("Title", "Une attestation")
    return written(picture(), "PNG", exif=exif(), pnginfo=texts) + b"after the end " + PLACE


def webp() -> bytes:
    return written(picture(), "WEBP", exif=exif().tobytes(), xmp=XMP, lossless=True)


def tiff() -> bytes:
    made = exif(1)
    made[0x02BC], made[0x83BB] = XMP, iptc()
    return written(picture(), "TIFF", exif=made.tobytes())


def heif(pixels: bytes = b"the coded picture") -> bytes:
    """A HEIC's container, without a real picture: EXIF in two extents, XMP, a motion photograph."""
    block = b"\x00\x00\x00\x06Exif\x00\x00" + exif().tobytes().removeprefix(b"Exif\x00\x00")
    items = [(1, b"hvc1", [pixels]), (2, b"Exif", [block[:50], block[50:]]), (3, b"mime", [XMP])]
    infe = b"".join(
        box(b"infe", b"\x02\x00\x00\x00" + struct.pack(">HH4s", item, 0, kind) + b"\x00")
        for item, kind, _ in items
    )
    iinf = box(b"iinf", bytes(4) + struct.pack(">H", len(items)) + infe)
    head = box(b"ftyp", b"heic\x00\x00\x00\x00mif1heic")
    length = len(meta(iinf, items, 0))
    at = len(head) + length + 8
    data = b"".join(extent for _, _, extents in items for extent in extents)
    return head + meta(iinf, items, at) + box(b"mdat", data) + box(b"mpvd", b"moving picture " + PLACE)


def meta(iinf: bytes, items: list[tuple[int, bytes, list[bytes]]], at: int) -> bytes:
    iloc = b"\x00\x00\x00\x00\x44\x00" + struct.pack(">H", len(items))
    for item, _, extents in items:
        iloc += struct.pack(">HHH", item, 0, len(extents))
        for extent in extents:
            iloc += struct.pack(">II", at, len(extent))
            at += len(extent)
    return box(b"meta", bytes(4) + iinf + box(b"iloc", iloc))


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def pdf(pages: int = 2, password: str = "", xmp: bytes = b"", photograph: bytes = b"") -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    if xmp:
        made.Root.Metadata = pikepdf.Stream(made, xmp, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    if photograph:
        made.Root.Photograph = pikepdf.Stream(
            made,
            photograph,
            Subtype=pikepdf.Name.Image,
            Filter=pikepdf.Name.DCTDecode,
            Width=320,
            Height=200,
            ColorSpace=pikepdf.Name.DeviceRGB,
            BitsPerComponent=8,
        )
    out = io.BytesIO()
    protection = pikepdf.Encryption(owner="o", user=password) if password else None
    made.save(out, encryption=protection or False)
    return out.getvalue()
