"""Taking in what was staged: scanned for viruses, examined, cleaned of its location, given a
preview; still encrypted, still staged.

Promises that after a refusal (not an `unavailable`) nothing of the document is left, and that what is
handed on is what must be kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from services.vault.adapters.clamd import NoScanner
from services.vault.adapters.documents import Examiner
from services.vault.adapters.documents.limits import MAX_DOCUMENT_BYTES
from shared.blobs import BlobStore, StagingWriter
from shared.problems import Conflict, Unavailable


class Scanner(Protocol):
    """An antivirus, or what stands for none (see `clamd`)."""

    @property
    def installed(self) -> bool: ...

    def scan(self, opened: Callable[[], Iterable[bytes]]) -> None:
        """Returns when the bytes are clean. `opened` gives them, anew for each try."""
        ...


NO_SCANNER = NoScanner()
_FRAME = re.compile(rb"\xff[\xc0-\xc2]..\x08(..)(..)", re.DOTALL)  # T.81, B.2.2


@dataclass(frozen=True)
class TakenIn:
    """A document worth keeping. `size` (bytes) and `sha256` (hex) are of the clear bytes kept.

    `staged` and `preview` name staged files; without preview, `preview` is empty and its size 0.
    """

    content_type: str
    pages: int
    size: int
    sha256: str
    location_removed: bool
    staged: str
    preview: str
    preview_size: int
    preview_width: int = 0
    preview_height: int = 0


class DocumentIntake:
    """Examines staged documents of one blob store; implements the port `Intake`."""

    def __init__(self, blobs: BlobStore, examiner: Examiner, scanner: Scanner = NO_SCANNER) -> None:
        self._blobs, self._examiner, self._scanner = blobs, examiner, scanner

    @property
    def scanned(self) -> bool:
        """Whether an antivirus looks at what comes in."""
        return self._scanner.installed

    def take_in(
        self, staged: str, sha256: str, *, data_key: bytes, place: bytes, preview_place: bytes
    ) -> TakenIn:
        """Examine the staged document whose clear bytes have this digest (hex).

        `place` and `preview_place` are the associated data of the document and of its preview. Raises
        `invalid_input` with the reason (see `documents/refusals.py`), `conflict:document_differs` when the
        bytes staged are not those announced, `not_found` when the staged file expired.
        """
        cleaned = _Cleaned(self._blobs, data_key, place)
        try:
            self._scan(staged, data_key, place)
            received = self._blobs.open_staged(staged, data_key, place)
            examined = self._examiner.examine(received, cleaned.write)
            if examined.received_sha256 != sha256:
                raise Conflict("document_differs", "L'envoi n'est pas arrivé entier. Recommencez.")
            kept = cleaned.finish() if examined.changed else staged
        except Unavailable:
            cleaned.abort()  # what was received stays staged: the sender may try again
            raise
        except BaseException:
            cleaned.abort()
            self._blobs.discard(staged)
            raise
        if examined.changed:
            self._blobs.discard(staged)
        width, height = jpeg_size(examined.preview)
        return TakenIn(
            content_type=examined.content_type,
            pages=examined.pages,
            size=examined.size,
            sha256=examined.sha256,
            location_removed=examined.changed,
            staged=kept,
            preview=self._stage_preview(examined.preview, data_key, preview_place),
            preview_size=len(examined.preview),
            preview_width=width,
            preview_height=height,
        )

    def _scan(self, staged: str, data_key: bytes, place: bytes) -> None:
        """Before anything else looks into the bytes. What could not be looked at is not kept either."""
        try:
            self._scanner.scan(lambda: self._blobs.open_staged(staged, data_key, place))
        except Unavailable:
            self._blobs.discard(staged)
            raise

    def _stage_preview(self, preview: bytes, data_key: bytes, place: bytes) -> str:
        if not preview:
            return ""
        return self._blobs.stage(
            [preview], data_key=data_key, associated_data=place, max_bytes=len(preview)
        ).name


def jpeg_size(jpeg: bytes) -> tuple[int, int]:
    """Width and height in pixels that a JPEG's frame header tells, undecoded; (0, 0) without one."""
    found = _FRAME.search(jpeg)
    return (int.from_bytes(found[2], "big"), int.from_bytes(found[1], "big")) if found else (0, 0)


class _Cleaned:
    """The cleaned copy, staged only if the examination sends one."""

    def __init__(self, blobs: BlobStore, data_key: bytes, place: bytes) -> None:
        self._blobs, self._data_key, self._place = blobs, data_key, place
        self._writer: StagingWriter | None = None

    def write(self, chunk: bytes) -> None:
        if self._writer is None:
            self._writer = self._blobs.writer(
                data_key=self._data_key,
                associated_data=self._place,
                max_bytes=2 * MAX_DOCUMENT_BYTES,  # a PDF rewritten without compression may grow
            )
        self._writer.write(chunk)

    def finish(self) -> str:
        if self._writer is None:
            raise RuntimeError("a cleaned copy was announced and never came")
        return self._writer.finish().name

    def abort(self) -> None:
        if self._writer is not None:
            self._writer.abort()
