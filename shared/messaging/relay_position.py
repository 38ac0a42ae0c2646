"""Who relays, and from where: one active relay per service, and a position that only moves forward.

The lock (PostgreSQL's advisory lock, held by a session of its own that the server drops within seconds of its
client's death) spares duplicates; the guard `position < :new` makes a second relay harmless anyway.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa

LOCK_CLASS = 0x6D61696C  # "mail": ours among a database's advisory locks
KEEPALIVES = ("tcp_keepalives_idle = 5", "tcp_keepalives_interval = 2", "tcp_keepalives_count = 3")


class HeldPosition:
    """The relay's position, while this process holds it."""

    def __init__(self, engine: sa.Engine, table: sa.Table, service: str, lock: sa.Connection | None) -> None:
        self._engine = engine
        self._table = table
        self._service = service
        self._lock = lock

    def read(self, epoch: str) -> int:
        """The last position confirmed in this epoch. In a new epoch (after a restore) everything is said
        again."""
        row_of = self._table.c.service == self._service
        with self._engine.begin() as connection:
            row = connection.execute(sa.select(self._table).where(row_of)).first()
            if row is None:
                first = {"service": self._service, "epoch": epoch, "position": 0}
                connection.execute(sa.insert(self._table), first)
                return 0
            if row.epoch != epoch:
                connection.execute(sa.update(self._table).where(row_of).values(epoch=epoch, position=0))
                return 0
            return int(row.position)

    def move(self, epoch: str, position: int) -> None:
        """Everything up to `position` is with the broker."""
        t = self._table
        behind = sa.and_(t.c.service == self._service, t.c.epoch == epoch, t.c.position < position)
        with self._engine.begin() as connection:
            connection.execute(sa.update(t).where(behind).values(position=position))

    def still_held(self) -> None:
        """Raises SQLAlchemyError when the session that holds the lock is lost."""
        if self._lock is not None:
            self._lock.exec_driver_sql("SELECT 1")


class RelayPositions:
    """The position of one service's relay, in its events database."""

    def __init__(self, engine: sa.Engine, table: sa.Table, service: str) -> None:
        self._engine = engine
        self._table = table
        self._service = service

    @contextmanager
    def hold(self) -> Iterator[HeldPosition | None]:
        """The position if no other process relays this service now, else None. SQLite has one process:
        always."""
        if self._engine.dialect.name != "postgresql":
            yield HeldPosition(self._engine, self._table, self._service, None)
            return
        key = zlib.crc32(self._service.encode()) - 2**31
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as lock:
            for setting in KEEPALIVES:
                lock.exec_driver_sql(f"SET {setting}")
            got = lock.execute(sa.select(sa.func.pg_try_advisory_lock(LOCK_CLASS, key))).scalar_one()
            try:
                yield HeldPosition(self._engine, self._table, self._service, lock) if got else None
            finally:
                with suppress(sa.exc.SQLAlchemyError):
                    lock.exec_driver_sql("SELECT pg_advisory_unlock_all()")
                lock.invalidate()  # ends the session, and with it its settings
