"""What a PDF may carry: no program, no hidden file.

Attached files are let in only when they are XML (an electronic invoice carries its data so).
"""

from __future__ import annotations

import re
import zlib

import pikepdf

from services.vault.adapters.documents.limits import MAX_METADATA_BYTES
from services.vault.adapters.documents.refusals import RefusedFileError

_TEXT = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
_PROGRAM = re.compile(rb"/(?:JS|JavaScript|Launch|RichMedia)(?![\w#])")
_XML = (b"<?xml", b"\xef\xbb\xbf<?xml")


def refuse_programs(pdf: pikepdf.Pdf) -> None:
    """`document_active` for scripts, programs to launch and players; `document_attachments` for hidden
    files.
    """
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            _refuse_if_active(thing.stream_dict.unparse())
            if thing.get("/Type") == "/EmbeddedFile":
                _refuse_unless_xml(thing)
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Array):
            _refuse_if_active(thing.unparse(resolved=True))


def _refuse_if_active(said: bytes) -> None:
    if b"/" in said and _PROGRAM.search(_TEXT.sub(b"", said)):
        raise RefusedFileError("document_active")


def _refuse_unless_xml(attached: pikepdf.Stream) -> None:
    raw, coding = attached.read_raw_bytes(), attached.get("/Filter")
    if coding in ("/FlateDecode", ["/FlateDecode"]):
        try:
            raw = zlib.decompressobj().decompress(raw, MAX_METADATA_BYTES)
        except zlib.error:
            raise RefusedFileError("document_damaged") from None
    if not raw.lstrip().startswith(_XML):
        raise RefusedFileError("document_attachments")
