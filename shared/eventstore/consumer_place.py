"""Where a consumer stands: its position's row, held until commit by who moves it, or moved only from where it
was left.

Both let one fact be applied once, however many replicas there are. The second spares a round trip before the
facts are applied: nothing is asked, and a position that somebody else moved is noticed by its update, which
then undoes what was applied.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from shared.eventstore.consumer_sql import LockAndLook, Standing
from shared.eventstore.database import for_single_reads
from shared.logs import get_logger

Place = tuple[str, int]  # epoch, position
NOWHERE: Place = ("", 0)
_log = get_logger(__name__)


class ConsumerPlace:
    """The row of the consumer `name` of `producer` in `positions` (tables.consumer_table), and what it has in
    `parked` (tables.parked_table)."""

    def __init__(
        self, engine: sa.Engine, positions: sa.Table, parked: sa.Table | None, name: str, producer: str
    ) -> None:
        self._reads = for_single_reads(engine)
        self._positions = positions
        self._whose = {"name": name, "producer": producer}
        self._lock_and_look = (
            LockAndLook(positions, parked, name, producer)
            if parked is not None and engine.dialect.name == "postgresql"
            else None
        )

    def read(self) -> Place:
        """The last fact applied; NOWHERE before the first."""
        with self._reads.connect() as connection:
            row = connection.execute(self._row()).first()
        return (row[0], row[1]) if row is not None else NOWHERE

    def lock(self, connection: sa.Connection, epoch: str) -> Place:
        """The same, held until commit: replicas take turns."""
        locked = self._row().with_for_update()
        row = connection.execute(locked).first()
        if row is None:
            try:
                with connection.begin_nested():
                    first = {**self._whose, "epoch": epoch, "position": 0}
                    connection.execute(sa.insert(self._positions), first)
            except sa.exc.IntegrityError:
                _log.info("consumer_starts_twice", consumer=self._whose["name"])
            row = connection.execute(locked).one()
        return row[0], row[1]

    def lock_and_look(
        self, connection: sa.Connection, epoch: str, subjects: Collection[str]
    ) -> Standing | None:
        """As `lock`, with what is parked, in one round trip; None where that isn't to be had."""
        if self._lock_and_look is None:
            return None
        standing = self._lock_and_look(connection, epoch, subjects)
        return standing if standing.at is not None and standing.at[0] == epoch else None

    def move(self, connection: sa.Connection, to: Place) -> None:
        """The place is held by `lock`."""
        connection.execute(self._moved().values(epoch=to[0], position=to[1]))

    def moved_from(self, connection: sa.Connection, known: Place, to: Place) -> bool:
        """Move it from `known`; False when it isn't there any more: nothing may be stored then."""
        t = self._positions.c
        moved = self._moved().where(t.epoch == known[0], t.position == known[1])
        return connection.execute(moved.values(epoch=to[0], position=to[1])).rowcount == 1

    def _moved(self) -> sa.Update:
        return sa.update(self._positions).where(*self._mine())

    def _row(self) -> sa.Select[str, int]:
        return sa.select(self._positions.c.epoch, self._positions.c.position).where(*self._mine())

    def _mine(self) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
        t = self._positions.c
        return t.name == self._whose["name"], t.producer == self._whose["producer"]
