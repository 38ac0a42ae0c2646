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


class Asked(msgspec.Struct, frozen=True):
    """Frozen too, its list and its terms can change."""

    words: list[str]
    terms: Terms
    paper: Paper


@dataclass(frozen=True, slots=True)
class Slotted:
    words: dict[str, list[str]]


@dataclass
class Shelf:
    asked: dict[str, Asked] = field(default_factory=dict)
    slotted: list[Slotted] = field(default_factory=list)


def test_the_lists_of_what_is_frozen_are_copied_and_the_rest_is_shared() -> None:
    shelf = Shelf({"a": Asked(["see"], Terms(["add"]), Paper("t", None))}, [Slotted({"k": ["w"]})])
    mine = own_copy(shelf)
    assert mine == shelf
    mine.asked["a"].words.append("more")
    mine.asked["a"].terms.actions.append("more")
    mine.slotted[0].words["k"].append("more")
    assert shelf == Shelf({"a": Asked(["see"], Terms(["add"]), Paper("t", None))}, [Slotted({"k": ["w"]})])
    assert mine.asked["a"].paper is shelf.asked["a"].paper


def test_what_changes_in_a_copy_changes_nowhere_else() -> None:
    box = Box({"a": Paper("t", None)}, {"t": Terms(["see"])}, ["n"], [{"x": Loose("before")}])
    mine = own_copy(box)
    assert mine == box
    mine.papers["b"] = Paper("u", datetime(2026, 1, 1, tzinfo=UTC))
    mine.terms["t"].actions.append("add")
    mine.names.append("m")
    mine.loose[0]["x"].word = "after"
    assert box == Box({"a": Paper("t", None)}, {"t": Terms(["see"])}, ["n"], [{"x": Loose("before")}])


@dataclass(frozen=True)
class Open:
    """Others are derived from it."""


@dataclass(frozen=True)
class Listed(Open):
    words: list[str]


class Looser(Terms):
    """Not a frozen dataclass itself: it takes any attribute."""


@dataclass(frozen=True)
class Holder:
    held: Open


@dataclass(frozen=True)
class Node:
    inner: Node | None = None


def test_what_may_hold_a_derived_class_that_changes_is_copied() -> None:
    box = Box(loose=Holder(Listed(["n"])))
    mine = own_copy(box)
    mine.loose.held.words.append("m")
    assert box.loose.held.words == ["n"]
    assert [unchanging(kind) for kind in (Open, Holder, Looser, Node)] == [False, False, False, True]


def test_what_names_a_class_for_type_checkers_only_is_copied() -> None:
    @dataclass(frozen=True)
    class Unknown:
        there: Elsewhere  # type: ignore[name-defined]  # noqa: F821

    assert not unchanging(Unknown)
    assert own_copy(Box(loose=Unknown(3))).loose == Unknown(3)


def test_what_cannot_change_is_shared() -> None:
    box = Box({"a": Paper("t", None)})
    assert own_copy(box).papers["a"] is box.papers["a"]
    assert [unchanging(kind) for kind in (Paper, Reach, Terms, Loose, list, Any)] == [True, True] + [
        False
    ] * 4
