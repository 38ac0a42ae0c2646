"""One view being made again beside itself: its shadow, filled page by page, then put in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from eventsourcing.persistence import Notification

from shared.eventstore.database import for_single_reads
from shared.eventstore.file_lock import locked_file
from shared.eventstore.held_rows import HeldRows
from shared.eventstore.shadow import Shadow, shadow_of
from shared.eventstore.view import View, topics_of
from shared.eventstore.view_position import place_at, read_position
from shared.problems import Conflict

LOCK_CLASS = 0x76696577  # "view": ours among a database's advisory locks


class Building:
    """`topics`: those of the events it is given, None for all."""

    def __init__(self, shadow: Shadow, positions: sa.Table, view: View) -> None:
        self.shadow = shadow
        self.view = view
        self.topics = topics_of(view)
        self._positions = positions
        self._epoch = ""
        self._position = 0

    def reached(self, epoch: str) -> int:
        """The position up to which it is filled: 0 when what was begun is of another epoch."""
        if self._epoch != epoch:
            known = read_position(for_single_reads(self.shadow.engine), self._positions, self.view.name)
            if known is not None and known[0] != epoch:
                self.shadow.remove()
                self.shadow.make()
                known = None
            self._epoch, self._position = epoch, known[1] if known else 0
        return self._position

    def apply(self, page: Sequence[tuple[Notification, Any]], reached: int) -> None:
        """Fill it up to `reached` with the events of the page that it hasn't met, in one transaction."""
        before = self._position
        if reached <= before:
            return
        with self.shadow.engine.begin() as connection:
            _hurry(connection)
            rows = HeldRows(connection, self.view.tables)
            for notification, event in page:
                if notification.id > before and (self.topics is None or notification.topic in self.topics):
                    self.view.apply(rows, event, notification.id)
            rows.send()
            place_at(connection, self._positions, self.view.name, self._epoch, reached)
        self._position = reached


@contextmanager
def building_alone(engine: sa.Engine, positions: sa.Table, view: View, purpose: str) -> Iterator[Building]:
    """The building of a view as it was left, while nobody else builds it. Raises Conflict."""
    with _alone(engine, view), shadow_of(engine, view, positions, purpose) as shadow:
        yield Building(shadow, positions, view)


def _hurry(connection: sa.Connection) -> None:
    """A page need not be on the disk: its position is in it, and the commit that puts the rows in place,
    which waits for the disk, comes after all of them."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("set local synchronous_commit = off"))


@contextmanager
def _alone(engine: sa.Engine, view: View) -> Iterator[None]:
    busy = Conflict("view_being_rebuilt", "Cette vue est déjà en train d’être reconstruite.")
    if engine.dialect.name == "sqlite":
        try:
            with locked_file(Path(f"{engine.url.database}.{view.name}.rebuilding"), 0):
                yield
        except TimeoutError:
            raise busy from None
        return
    key = sa.func.hashtext(view.name)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as lock:
        if not lock.execute(sa.select(sa.func.pg_try_advisory_lock(LOCK_CLASS, key))).scalar_one():
            raise busy
        try:
            yield
        finally:
            lock.execute(sa.select(sa.func.pg_advisory_unlock(LOCK_CLASS, key)))
