"""The facts that a consumer set apart, and those held behind them, in a table of the consumer's own database.

Promises: a subject with a parked fact is blocked, whatever comes later for it waits in order; rows are
written in the transaction of the consumer's position; a reason is a code, never a text. Facts hold no
personal data, so neither do these rows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from shared.clock import Clock
from shared.contracts.shapes import PublishedFact

PARKED_MAX_FACTS = 100_000  # for one consumer and producer; beyond it waits: something larger is wrong


class ParkingFullError(Exception):
    """Too many facts are set apart: the consumer waits for someone to look."""


@dataclass(frozen=True)
class ParkedFact:
    """A fact set apart. `held`: nothing is wrong with it, an earlier fact of its subject is parked."""

    consumer: str
    producer: str
    epoch: str
    fact: PublishedFact
    reason: str
    held: bool
    parked_at: datetime

    @property
    def reference(self) -> str:
        """What people call it by: `vault.directory/42`."""
        return f"{self.consumer}.{self.producer}/{self.fact.position}"


@dataclass(frozen=True)
class ParkedCount:
    at_fault: int
    held: int


class ParkedFacts:
    """The rows of one consumer and producer in `table` (tables.parked_table)."""

    def __init__(self, table: sa.Table, consumer: str, producer: str, clock: Clock) -> None:
        self._table = table
        self._consumer = consumer
        self._producer = producer
        self._clock = clock

    def add(
        self, connection: sa.Connection, epoch: str, fact: PublishedFact, reason: str, *, held: bool
    ) -> None:
        """Set a fact apart."""
        row = {
            "consumer": self._consumer,
            "producer": self._producer,
            "epoch": epoch,
            "position": fact.position,
            "version": fact.version,
            "type": fact.type,
            "subject": fact.subject,
            "subject_version": fact.subject_version,
            "data": bytes(fact.data).decode(),
            "recorded_at": fact.recorded_at,
            "reason": reason,
            "held": held,
            "parked_at": self._clock.now(),
        }
        connection.execute(sa.insert(self._table), row)

    def blocked(self, connection: sa.Connection, epoch: str, subjects: Collection[str]) -> set[str]:
        """Those of `subjects` that a parked fact blocks."""
        t = self._table.c
        query = sa.select(t.subject).where(*self._mine(), t.epoch == epoch, t.subject.in_(sorted(subjects)))
        return set(connection.execute(query.distinct()).scalars())

    def find(self, connection: sa.Connection, position: int) -> ParkedFact | None:
        """What was set apart at a position: the first of its versions."""
        t = self._table.c
        query = (
            sa.select(self._table).where(*self._mine(), t.position == position).order_by(t.held, t.version)
        )
        row = connection.execute(query.limit(1)).first()
        return None if row is None else _parked(row)

    def of_subject(self, connection: sa.Connection, epoch: str, subject: str) -> list[ParkedFact]:
        """Everything set apart for a subject, in the feed's order."""
        t = self._table.c
        query = sa.select(self._table).where(*self._mine(), t.epoch == epoch, t.subject == subject)
        return [_parked(row) for row in connection.execute(query.order_by(t.position, t.version))]

    def at_fault(self, connection: sa.Connection, limit: int) -> list[ParkedFact]:
        """The facts at fault, the oldest first, at most `limit`; not those held behind them."""
        t = self._table.c
        query = sa.select(self._table).where(*self._mine(), t.held.is_(False)).order_by(t.position, t.version)
        return [_parked(row) for row in connection.execute(query.limit(limit))]

    def behind(self, connection: sa.Connection) -> dict[str, int]:
        """How many facts are held, by subject."""
        t = self._table.c
        query = sa.select(t.subject, sa.func.count()).where(*self._mine(), t.held.is_(True))
        return {row[0]: row[1] for row in connection.execute(query.group_by(t.subject))}

    def count(self, connection: sa.Connection) -> ParkedCount:
        t = self._table.c
        query = sa.select(t.held, sa.func.count()).where(*self._mine()).group_by(t.held)
        found = {bool(held): int(number) for held, number in connection.execute(query)}
        return ParkedCount(found.get(False, 0), found.get(True, 0))

    def check_room(self, connection: sa.Connection) -> None:
        """Raises ParkingFullError."""
        count = self.count(connection)
        if count.at_fault + count.held > PARKED_MAX_FACTS:
            raise ParkingFullError(f"more than {PARKED_MAX_FACTS} facts are parked")

    def remove_subject(self, connection: sa.Connection, epoch: str, subject: str) -> None:
        t = self._table.c
        connection.execute(
            sa.delete(self._table).where(*self._mine(), t.epoch == epoch, t.subject == subject)
        )

    def remove_other_epochs(self, connection: sa.Connection, epoch: str) -> int:
        """A restored producer says everything again: what was parked before has no meaning any more."""
        gone = sa.delete(self._table).where(*self._mine(), self._table.c.epoch != epoch)
        return int(connection.execute(gone).rowcount)

    def _mine(self) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
        return self._table.c.consumer == self._consumer, self._table.c.producer == self._producer


def _parked(row: Any) -> ParkedFact:
    fact = PublishedFact(
        position=row.position,
        type=row.type,
        version=row.version,
        subject=row.subject,
        subject_version=row.subject_version,
        data=msgspec.Raw(row.data.encode()),
        recorded_at=row.recorded_at,
    )
    return ParkedFact(row.consumer, row.producer, row.epoch, fact, row.reason, row.held, row.parked_at)
