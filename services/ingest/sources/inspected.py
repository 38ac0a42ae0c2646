"""A file as bytes before anyone believes it: size, HTML, encoding, truncation, and the hash that names it.

Read once in blocks, never whole in memory. The official files end each record with a line break: one that
doesn't was cut. Older copies are Windows-1252, recent ones UTF-8: whichever decodes the whole file,
strictly, is it.
"""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from services.ingest.domain.rows import refuse

FILE_MAX_BYTES = 1024**3  # the national daily feed is some hundreds of megabytes
HEAD_BYTES = 4096
BLOCK_BYTES = 1024**2
_UNDEFINED_IN_1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
Encoding = Literal["utf-8-sig", "cp1252"]


@dataclass(frozen=True)
class InspectedFile:
    """A text file worth parsing. `sha256`: hex of its bytes; `head`: its first characters."""

    path: Path
    sha256: str
    encoding: Encoding
    head: str


def inspect(path: Path) -> InspectedFile:
    """Look at every byte once. Raises Refusal: absent, empty, too large, html, not_text, encoding,
    truncated."""
    size = path.stat().st_size if path.is_file() else -1
    if size < 0:
        raise refuse(0, "absent", "le fichier n'existe pas ou n'est pas un fichier")
    if size == 0:
        raise refuse(0, "empty", "le fichier est vide")
    if size > FILE_MAX_BYTES:
        raise refuse(0, "too_large", "le fichier dépasse 1 Gio")
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    _refuse_what_is_no_register(head)
    return _read_through(path, head)


def _refuse_what_is_no_register(head: bytes) -> None:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<?xml", b"<!--")):
        raise refuse(1, "html", "c'est une page web (HTML ou XML), pas un registre")
    if head.startswith((b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise refuse(
            1, "not_text", "c'est un classeur, une archive ou un PDF : enregistrez le fichier CSV d'origine"
        )
    if b"\0" in head or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise refuse(1, "encoding", "l'encodage n'est ni UTF-8 ni Windows-1252")


def _read_through(path: Path, head: bytes) -> InspectedFile:
    digest, watch = hashlib.sha256(), _EncodingWatch()
    lines, last = 0, b""
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            digest.update(block)
            watch.see(block, lines)
            lines, last = lines + block.count(b"\n"), block[-1:]
    if last != b"\n" and not head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{"):
        raise refuse(lines + 1, "truncated", "le fichier s'arrête au milieu d'une ligne")
    encoding = watch.verdict()
    return InspectedFile(path, digest.hexdigest(), encoding, head.decode(encoding, errors="ignore"))


class _EncodingWatch:
    """Sees the file block by block and says what decodes all of it."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._has_utf8 = False  # some character written in several UTF-8 bytes was read
        self._not_utf8_line = 0
        self._not_1252_line = 0

    def see(self, block: bytes, lines_before: int) -> None:
        if not self._not_1252_line:
            found = [at for byte in _UNDEFINED_IN_1252 if (at := block.find(byte)) >= 0]
            if found:
                self._not_1252_line = lines_before + 1 + block.count(b"\n", 0, min(found))
        if not self._not_utf8_line:
            try:
                self._has_utf8 = self._has_utf8 or not self._decoder.decode(block).isascii()
            except UnicodeDecodeError as error:
                good = error.object[: error.start]
                self._has_utf8 = self._has_utf8 or not good.isascii()
                self._not_utf8_line = lines_before + 1 + good.count(b"\n")

    def verdict(self) -> Encoding:
        """Raises Refusal when neither encoding reads the whole file, or when a UTF-8 file was damaged."""
        if not self._not_utf8_line:
            return "utf-8-sig"
        if self._has_utf8:
            detail = "un caractère UTF-8 est abîmé : le fichier a été altéré en route"
            raise refuse(self._not_utf8_line, "encoding", detail)
        if self._not_1252_line:
            raise refuse(self._not_1252_line, "encoding", "l'encodage n'est ni UTF-8 ni Windows-1252")
        return "cp1252"
