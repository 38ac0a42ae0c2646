"""A copy shares what cannot change, and nothing that can."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from shared.eventstore.copying import own_copy, unchanging


@dataclass(frozen=True)
class Paper:
    title: str
    kept_at: datetime | None
    kind: Literal["a", "b"] = "a"
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Terms:
    """Frozen, yet its list can change."""

    actions: list[str]


class Reach(msgspec.Struct, frozen=True):
    phone: str


@dataclass
class Loose:
    word: str = ""


@dataclass
class Box:
    papers: dict[str, Paper] = field(default_factory=dict)
    terms: dict[str, Terms] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    loose: Any = None


def test_what_changes_in_a_copy_changes_nowhere_else() -> None:
    box = Box({"a": Paper("t", None)}, {"t": Terms(["see"])}, ["n"], [{"x": Loose("before")}])
    mine = own_copy(box)
    assert mine == box
    mine.papers["b"] = Paper("u", datetime(2026, 1, 1, tzinfo=UTC))
    mine.terms["t"].actions.append("add")
    mine.names.append("m")
    mine.loose[0]["x"].word = "after"
    assert box == Box({"a": Paper("t", None)}, {"t": Terms(["see"])}, ["n"], [{"x": Loose("before")}])


def test_what_cannot_change_is_shared() -> None:
    box = Box({"a": Paper("t", None)})
    assert own_copy(box).papers["a"] is box.papers["a"]
    assert [unchanging(kind) for kind in (Paper, Reach, Terms, Loose, list, Any)] == [True, True] + [
        False
    ] * 4
