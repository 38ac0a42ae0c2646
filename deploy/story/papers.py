"""Papers that the story deposits, made at run time: a small PDF, a photo that knows where it was
taken, and worse.
"""

from __future__ import annotations

import io

from PIL import Image

GPS_IFD = 0x8825
LATITUDE = (48.0, 51.0, 29.6)  # degrees, minutes, seconds: anywhere will do


def a_pdf(words: str = "ATTESTATION DE DEMONSTRATION") -> bytes:
    """A one-page PDF with a line of text, well-formed down to its cross-reference table (ISO 32000-1 7.5)."""
    stream = f"BT /F1 18 Tf 72 720 Td ({words}) Tj ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def a_photo_with_a_position() -> bytes:
    """A JPEG of 320 × 200 pixels whose EXIF tells a position and a date."""
    picture = Image.linear_gradient("L").resize((320, 200)).convert("RGB")
    exif = Image.Exif()
    exif[0x0132] = "2026:01:15 10:30:00"
    exif[GPS_IFD] = {1: "N", 2: LATITUDE, 3: "E", 4: (2.0, 17.0, 40.2)}
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, quality=88)
    return out.getvalue()


def position_of(photo: bytes) -> dict[int, object]:
    """The GPS entries of a JPEG's EXIF; empty when there is none."""
    return dict(Image.open(io.BytesIO(photo)).getexif().get_ifd(GPS_IFD))


def date_of(photo: bytes) -> str:
    return str(Image.open(io.BytesIO(photo)).getexif().get(0x0132, ""))


def pixels_of(photo: bytes) -> bytes:
    return Image.open(io.BytesIO(photo)).convert("RGB").tobytes()


def a_program() -> bytes:
    """The first bytes of an executable: of no use as a paper."""
    return b"MZ" + bytes(510)
