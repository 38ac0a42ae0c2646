"""Consuming another service's facts, whichever way they come: each applied once, in order, with the position.

Promises: `apply_batch` is idempotent (what was applied is skipped) and never jumps a fact (`Gap`); the facts'
effects and the position are one transaction. After a restore of the producer (a new epoch) everything is
applied again from the start, so `apply` must be able to meet a fact twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from shared.contracts.shapes import FeedPage, PublishedFact

PAGE = 200  # facts asked and applied at a time
LOGGER = logging.getLogger(__name__)
Apply = Callable[[sa.Connection, PublishedFact], None]
Before = Callable[[Sequence[PublishedFact]], None]


class Gap(Exception):  # says where, for the catch-up to start from
    """The next fact is not the one expected: some were missed."""

    def __init__(self, expected: int, got: int) -> None:
        super().__init__(f"expected fact {expected}, got {got}")
        self.expected = expected
        self.got = got


class FactConsumer:
    """The consumer `name` of the facts of `producer`; its position is in `positions`
    (tables.consumer_table)."""

    def __init__(
        self,
        name: str,
        producer: str,
        engine: sa.Engine,
        positions: sa.Table,
        apply: Apply,
        before: Before | None = None,
    ) -> None:
        self.name = name
        self.producer = producer
        self._engine = engine
        self._positions = positions
        self._apply = apply
        self._before = before

    def position(self) -> tuple[str, int]:
        """The (epoch, position) of the last fact applied; ("", 0) before the first."""
        with self._engine.connect() as connection:
            row = connection.execute(self._row()).first()
        return (row[0], row[1]) if row is not None else ("", 0)

    def apply_batch(self, epoch: str, facts: Sequence[PublishedFact]) -> int:
        """Apply what is new of `facts` (in order) and move the position; returns how many were applied.

        Raises Gap when one is missing, and whatever `before` or `apply` raises; nothing is stored then.
        """
        new = _next_ones(_after(epoch, self.position()), facts)
        if self._before is not None and new:
            self._before(new)
        with self._engine.begin() as connection:
            new = _next_ones(_after(epoch, self._locked(connection, epoch)), new)
            for fact in new:
                self._apply(connection, fact)
            if new:
                moved = sa.update(self._positions).where(*self._mine())
                connection.execute(moved.values(epoch=epoch, position=new[-1].position))
        return len(new)

    def catch_up(self, reader: Callable[[int, int], FeedPage]) -> int:
        """Read the producer's feed by `reader(after, limit)` and apply it until its head; returns how
        many."""
        applied = 0
        while True:
            epoch, position = self.position()
            page = reader(position, PAGE)
            if page.epoch != epoch and position > 0:
                LOGGER.warning("consumer %s: %s has a new epoch, from the start", self.name, self.producer)
                page = reader(0, PAGE)
            if not page.facts:
                return applied
            applied += self.apply_batch(page.epoch, page.facts)
            if page.facts[-1].position >= page.head:
                return applied

    def _locked(self, connection: sa.Connection, epoch: str) -> tuple[str, int]:
        """The position, held until commit: replicas take turns."""
        locked = self._row().with_for_update()
        row = connection.execute(locked).first()
        if row is None:
            first = {"name": self.name, "producer": self.producer, "epoch": epoch, "position": 0}
            try:
                with connection.begin_nested():
                    connection.execute(sa.insert(self._positions), first)
            except sa.exc.IntegrityError:
                LOGGER.info("consumer %s: another replica starts too", self.name)
            row = connection.execute(locked).one()
        return row[0], row[1]

    def _mine(self) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
        return self._positions.c.name == self.name, self._positions.c.producer == self.producer

    def _row(self) -> sa.Select[str, int]:
        return sa.select(self._positions.c.epoch, self._positions.c.position).where(*self._mine())


def _after(epoch: str, known: tuple[str, int]) -> int:
    return known[1] if known[0] == epoch else 0


def _next_ones(position: int, facts: Sequence[PublishedFact]) -> list[PublishedFact]:
    """The facts after `position`, which must follow each other without a gap."""
    new = [fact for fact in facts if fact.position > position]
    for expected, fact in enumerate(new, position + 1):
        if fact.position != expected:
            raise Gap(expected, fact.position)
    return new
