"""The worker's answer, read piece by piece, believed only within bounds: the worker met a stranger's file."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from services.vault.adapters.documents import limits, sniff

_LENGTH_BYTES = 4
_MAX_VERDICT_BYTES = 2_000


@dataclass(frozen=True)
class Verdict:
    """What the worker says of a file it keeps; `cleaned_bytes` is 0 when it is kept as received."""

    content_type: str
    pages: int
    width: int
    height: int
    cleaned_bytes: int

    def as_line(self) -> dict[str, object]:
        """The verdict as the worker sends it."""
        return asdict(self)


class Answer:
    """A verdict's length on four bytes, the verdict in JSON, cleaned bytes if announced, then the preview."""

    def __init__(self, write_cleaned: Callable[[bytes], object]) -> None:
        self._write_cleaned = write_cleaned
        self._pending = bytearray()
        self._cleaned_left = 0
        self.verdict: Verdict | None = None
        self.refused = ""

    def feed(self, chunk: bytes) -> None:
        """Take what the worker wrote. `ValueError` when it is not an answer."""
        self._pending += chunk
        if self.verdict is None and not self.refused:
            self._read_verdict()
        if self._cleaned_left and self._pending:
            cleaned = bytes(self._pending[: self._cleaned_left])
            del self._pending[: self._cleaned_left]
            self._cleaned_left -= len(cleaned)
            self._write_cleaned(cleaned)
        if len(self._pending) > max(limits.MAX_PREVIEW_BYTES, _MAX_VERDICT_BYTES):
            raise ValueError("too long an answer")

    @property
    def is_complete(self) -> bool:
        """Whether everything but the preview arrived."""
        return self.verdict is not None and self._cleaned_left == 0

    @property
    def preview(self) -> bytes:
        """The preview's JPEG, empty when it is missing or cut."""
        whole = self._pending.startswith(b"\xff\xd8\xff") and self._pending.endswith(b"\xff\xd9")
        return bytes(self._pending) if whole else b""

    def _read_verdict(self) -> None:
        if len(self._pending) < _LENGTH_BYTES:
            return
        size = int.from_bytes(self._pending[:_LENGTH_BYTES], "big")
        if size > _MAX_VERDICT_BYTES:
            raise ValueError("too long a verdict")
        if len(self._pending) < _LENGTH_BYTES + size:
            return
        said = json.loads(self._pending[_LENGTH_BYTES : _LENGTH_BYTES + size])
        del self._pending[: _LENGTH_BYTES + size]
        if isinstance(said, dict) and "refused" in said:
            self.refused = str(said["refused"])
            return
        try:
            self.verdict = _believable(Verdict(**said))
        except TypeError:
            raise ValueError("not a verdict") from None
        self._cleaned_left = self.verdict.cleaned_bytes


def _believable(verdict: Verdict) -> Verdict:
    numbers: tuple[object, ...] = (verdict.pages, verdict.width, verdict.height, verdict.cleaned_bytes)
    whole = all(isinstance(number, int) and number >= 0 for number in numbers)
    if not whole or verdict.content_type not in sniff.ACCEPTED:
        raise ValueError("not a verdict")
    bounded = verdict.pages <= limits.MAX_PAGES and verdict.width * verdict.height <= limits.MAX_PIXELS
    if not bounded or verdict.cleaned_bytes > 2 * limits.MAX_DOCUMENT_BYTES:
        raise ValueError("an impossible verdict")
    return verdict
