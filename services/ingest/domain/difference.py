"""How a new vintage changes what is known: each place before and after, and the word for it. Pure.

A place may be named by several extents: what is known of it is what the most recent vintage says. So an old
extract never overwrites a newer register, and a place is absent only when its own extent stops naming it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from shared.contracts.ingest import Place, PlaceState

Word = Literal["registered", "amended", "closed", "reopened", "unchanged"]


@dataclass(frozen=True, slots=True)
class Known:
    """A place as some vintage has it: whose, said when, its content's hash.

    `as_of` is the date of the vintage that said it, `order` that vintage's rank of loading: a place that
    stays closed by absence keeps those of the vintage that first missed it.
    """

    vintage: str
    as_of: date
    order: int
    digest: bytes
    state: PlaceState

    @property
    def rank(self) -> tuple[date, int]:
        return self.as_of, self.order


@dataclass
class Difference:
    """Ids by word; `overruled`: named by the new vintage, but a more recent one of another extent says
    otherwise."""

    words: dict[Word, list[str]] = field(default_factory=dict)
    overruled: list[str] = field(default_factory=list)

    def ids(self, word: Word) -> list[str]:
        return self.words.get(word, [])

    def count(self, word: Word) -> int:
        return len(self.ids(word))


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """One place that changes. `absent`: it closes because its extent stopped naming it."""

    word: Word
    before: Place | None
    after: Place
    absent: bool = False


def word_for(before: Known | None, after: Known) -> Word:
    """The word for one place going from `before` to `after`."""
    if before is None:
        return "registered"
    if before.digest == after.digest and before.state == after.state:
        return "unchanged"
    if before.state != after.state:
        return "closed" if after.state == "closed" else "reopened"
    return "amended"


def latest(*vintages: Iterable[tuple[str, Known]]) -> dict[str, Known]:
    """What is known of each place when several vintages name it: the highest rank."""
    known: dict[str, Known] = {}
    for rows in vintages:
        for place_id, row in rows:
            held = known.get(place_id)
            if held is None or held.rank <= row.rank:
                known[place_id] = row
    return known


def compare(
    before: Mapping[str, Known], elsewhere: Mapping[str, Known], new: Mapping[str, Known]
) -> Difference:
    """What `new` changes. `before`: what was known from every extent; `elsewhere`: from the other extents
    only."""
    difference = Difference()
    for place_id, row in new.items():
        other = elsewhere.get(place_id)
        after = row
        if other is not None and other.rank > row.rank:
            difference.overruled.append(place_id)
            after = other
        word = word_for(before.get(place_id), after)
        difference.words.setdefault(word, []).append(place_id)
    return difference


def changed_fields(before: Place, after: Place) -> list[str]:
    """Names of the fields that differ, in the contract's order."""
    names = Place.__struct_fields__
    return [name for name in names if getattr(before, name) != getattr(after, name)]
