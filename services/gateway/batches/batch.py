"""A batch as it is worked with: who asked for what, and each line's person, state and faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec

from shared.contracts.vault_terms import ConsentTerms

BatchState = Literal["preview", "opening", "done"]
RowState = Literal["ready", "fault", "already", "opened", "refused"]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is sealed of a batch: the terms asked of each person, and the columns that were not read."""

    asks: ConsentTerms
    unread: list[str] = []


class FieldFault(msgspec.Struct, frozen=True, kw_only=True):
    """`other` is another line of the file, where the fault is to be in it twice."""

    field: str
    code: str
    other: int = 0


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """What is sealed of a line: what the file says, and what is wrong with it."""

    given_name: str
    family_name: str = ""
    language: str = "fr"
    phone: str = ""
    reference: str = ""
    faults: list[FieldFault] = []


@dataclass(frozen=True)
class Row:
    """`card`: its text is still kept, to be printed."""

    line: int
    vault_id: str
    state: RowState
    person: Person
    problem: str = ""
    card: bool = False


@dataclass(frozen=True)
class Batch:
    """`scope`: within what a person is known. `cards_until`: then the texts of cards are gone."""

    id: str
    opener_id: str
    scope: str
    state: BatchState
    asked: Asked
    made_at: datetime
    ends_at: datetime
    cards_until: datetime | None
    rows: Sequence[Row]

    def count(self, *states: RowState) -> int:
        return sum(row.state in states for row in self.rows)

    @property
    def cards(self) -> int:
        """How many cards can still be printed."""
        return sum(row.card for row in self.rows)

    @property
    def to_open(self) -> int:
        """How many lines are to be opened, or have been."""
        return self.count("ready", "opened", "refused")
