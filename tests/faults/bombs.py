"""Files and bodies that are small to send and enormous to open, made when asked."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib

SIDE_PX = 12_000
FLOOD_MB = 400
ZEROS = bytes(1_000_000)


def png_flood() -> bytes:
    """A sound PNG of 12,000 × 12,000 pixels: half a megabyte that becomes 430 once decoded."""
    deflater = zlib.compressobj(9)
    row = b"\0" + bytes(3 * SIDE_PX)
    pixels = b"".join(deflater.compress(row) for _ in range(SIDE_PX)) + deflater.flush()
    size = SIDE_PX.to_bytes(4, "big") * 2
    parts = ((b"IHDR", size + b"\x08\x02\x00\x00\x00"), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in parts)


def pdf_flood(layers: int) -> bytes:
    """A PDF whose one stream inflates to hundreds of megabytes, under so many compressions."""
    deflater = zlib.compressobj(9)
    content = b"".join(deflater.compress(ZEROS) for _ in range(FLOOD_MB)) + deflater.flush()
    for _ in range(layers - 1):
        content = zlib.compress(content, 9)
    head = b"%PDF-1.5\n1 0 obj<</Type/ObjStm/Filter/FlateDecode/N 1/First 4>>\nstream\n"
    return head + content + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def zip_bomb() -> bytes:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("a.pdf", "w") as file,
    ):
        for _ in range(FLOOD_MB):
            file.write(ZEROS)
    return made.getvalue()


def gzip_bomb() -> bytes:
    made = io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", compresslevel=9) as file:
        for _ in range(FLOOD_MB):
            file.write(ZEROS)
    return made.getvalue()


def deep_json(depth: int = 30_000) -> bytes:
    return b'{"email":' + b"[" * depth + b"]" * depth + b"}"


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
