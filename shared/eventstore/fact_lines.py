"""Facts as they will stand in a feed, and the positions they take. Pure: no database.

A fact said in two versions takes one position and one line for each version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from shared.contracts.shapes import Fact, PublishedFact


@dataclass(frozen=True)
class FactLine:
    """A public fact as it will stand in the feed; `data` is the contract's JSON text.

    `again`: the line before, said in another version; they share a position.
    """

    type: str
    version: int
    subject: str
    subject_version: int
    data: str
    again: bool = False


def lines_of(facts: Iterable[Fact], subject_version: int = 0) -> list[FactLine]:
    """The lines of facts in order. A fact of the same type and subject as the one before it, in a higher
    version, is that fact said again."""
    lines: list[FactLine] = []
    for fact in facts:
        before = lines[-1] if lines else None
        told = before is not None and (before.type, before.subject) == (fact.TYPE, fact.subject())
        again = told and before is not None and before.version < fact.VERSION
        data = msgspec.json.encode(fact).decode()
        lines.append(FactLine(fact.TYPE, fact.VERSION, fact.subject(), subject_version, data, again))
    return lines


def positions_after(head: int, lines: Sequence[FactLine]) -> tuple[int, ...]:
    """One position for each line, from `head` + 1."""
    positions: list[int] = []
    for line in lines:
        head += not (line.again and positions)
        positions.append(head)
    return tuple(positions)


def published(
    positions: Sequence[int], lines: Sequence[FactLine], recorded_at: datetime
) -> list[PublishedFact]:
    """The facts of lines at these positions, as a page of the feed tells them."""
    following = [*positions[1:], 0]
    return [
        PublishedFact(
            position=position,
            type=line.type,
            version=line.version,
            subject=line.subject,
            subject_version=line.subject_version,
            data=msgspec.Raw(line.data.encode()),
            recorded_at=recorded_at.astimezone(UTC),
            more=position == next_,
        )
        for position, line, next_ in zip(positions, lines, following, strict=True)
    ]


def fact_values(position: int, line: FactLine, recorded_at: datetime) -> dict[str, Any]:
    """The row of a line."""
    return {
        "position": position,
        "type": line.type,
        "version": line.version,
        "subject": line.subject,
        "subject_version": line.subject_version,
        "data": line.data,
        "recorded_at": recorded_at,
    }
