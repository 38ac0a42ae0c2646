"""What a source yields, line by line: a place with remarks, a rejection, or the refusal of the whole file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.contracts.ingest import Place, Remark


@dataclass(frozen=True, slots=True)
class Row:
    """A place read from `line` (from 1), with what had to be repaired or doubted about it."""

    line: int
    place: Place
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A line that could not become a place. With `place_id`, the place is still named: it isn't absent."""

    line: int
    code: str
    detail: str
    place_id: str = ""


class Refusal(Exception):  # a decision about a file, not an error of ours
    """The file is refused as a whole; the last good vintage stays. `reasons` in plain French, lines from
    1."""

    def __init__(self, *reasons: Remark) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons: Sequence[Remark] = reasons

    def told(self) -> str:
        """One sentence for people: each reason with its line number where it has one."""
        return " ; ".join(f"ligne {r.line} : {r.detail}" if r.line else r.detail for r in self.reasons)


def refuse(line: int, code: str, detail: str) -> Refusal:
    """The refusal with one reason."""
    return Refusal(Remark(line=line, code=code, detail=detail))
