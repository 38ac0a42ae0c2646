"""The notebook: an aggregate with personal values of several types, and the facts it means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from eventsourcing.domain import Aggregate, event

from shared.contracts.shapes import Fact


class Address(msgspec.Struct, frozen=True):
    street: str
    rooms: tuple[int, ...] = ()


class NotebookOpened(Fact, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "notebook.opened"
    SUBJECT: ClassVar[str] = "notebook_id"
    notebook_id: str


class NoteWritten(Fact, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "notebook.note_written"
    SUBJECT: ClassVar[str] = "notebook_id"
    notebook_id: str
    number: int


class Notebook(Aggregate):
    TOPIC = "notebook.Notebook"

    class Event(Aggregate.Event):
        pass

    class Created(Event, Aggregate.Created):
        TOPIC = "notebook.Notebook.Opened"
        PERSONAL: ClassVar[frozenset[str]] = frozenset({"owner", "address"})
        owner: str
        address: Address | None
        opened_on: date
        price: Decimal
        tags: frozenset[str]

    class Written(Event):
        TOPIC = "notebook.Notebook.Written"
        PERSONAL: ClassVar[frozenset[str]] = frozenset({"text"})
        subject_id: UUID
        text: str
        at: datetime

    class Closed(Event):
        TOPIC = "notebook.Notebook.Closed"

    @event(Created)
    def __init__(
        self, owner: str, address: Address | None, opened_on: date, price: Decimal, tags: frozenset[str]
    ) -> None:
        self.owner = owner
        self.address = address
        self.opened_on = opened_on
        self.price = price
        self.tags = tags
        self.notes: list[str] = []
        self.closed = False

    @staticmethod
    def create_id(*_: Any, **__: Any) -> UUID:
        raise NotImplementedError

    @event(Written)
    def _write(self, subject_id: UUID, text: str, at: datetime) -> None:
        self.notes.append(text)

    @event(Closed)
    def close(self) -> None:
        self.closed = True

    def write(self, text: str, at: datetime) -> None:
        self._write(subject_id=self.id, text=text, at=at)


def opened(notebook_id: UUID, owner: str = "Zoé Exemple") -> Notebook:
    """A notebook with the id given."""
    return Notebook._create(
        Notebook.Created,
        id=notebook_id,
        owner=owner,
        address=Address("1 rue Fictive", (1, 2)),
        opened_on=date(2026, 1, 31),
        price=Decimal("1.50"),
        tags=frozenset({"b", "a"}),
    )


def facts(happened: Any) -> Sequence[Fact]:
    """What others are told."""
    match happened:
        case Notebook.Created():
            return [NotebookOpened(notebook_id=str(happened.originator_id))]
        case Notebook.Written():
            return [NoteWritten(notebook_id=str(happened.originator_id), number=happened.originator_version)]
        case _:
            return []
