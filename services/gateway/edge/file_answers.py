"""A document as an HTTP answer: never cached, never sniffed, never able to run anything, with a safe name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator
from urllib.parse import quote

from litestar.response import Stream

from shared.contracts.vault import ReadTicket

NAME_MAX_CHARS = 80
EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "image/tiff": ".tiff",
    "application/zip": ".zip",
}
SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})
# Browsers show no PDF inside a sandbox; nothing may load or run in either case.
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
OTHER_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
)


def file_answer(ticket: ReadTicket, chunks: AsyncIterator[bytes], *, download: bool) -> Stream:
    """Stream a read ticket's file; shown in place only when its type is one that browsers show safely."""
    inline = not download and ticket.content_type in SHOWN
    headers = {
        "Content-Disposition": disposition(ticket.title, ticket.content_type, inline=inline),
        "Content-Security-Policy": PDF_POLICY if ticket.content_type == "application/pdf" else OTHER_POLICY,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Length": str(ticket.size_bytes),
    }
    return Stream(chunks, media_type=ticket.content_type, headers=headers)


def disposition(title: str, content_type: str, *, inline: bool) -> str:
    """`Content-Disposition` with a plain ASCII name and the true one (RFC 6266, RFC 5987)."""
    extension = EXTENSIONS.get(content_type, "")
    kept = "".join(c if c.isalnum() or c in " ._-'" else "_" for c in title)
    kept = re.sub(r"\.{2,}", ".", kept).strip(" .")[:NAME_MAX_CHARS]
    ascii_only = unicodedata.normalize("NFKD", kept).encode("ascii", "ignore").decode().replace("'", "_")
    name, plain = (
        stem if stem.lower().endswith(extension) else stem + extension
        for stem in (kept or "document", ascii_only.strip(" .") or "document")
    )
    way = "inline" if inline else "attachment"
    return f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
