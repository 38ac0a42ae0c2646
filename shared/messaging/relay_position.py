"""Who relays, and from where: one active relay per service, and a position that only moves forward.

The lock (PostgreSQL's advisory lock) spares duplicates; the guard `position < :new` makes a second relay
harmless anyway. The lock is held by a session of its own, which the server ends as soon as its client dies,
and LOCK_SILENT_MAX_MS after it heard of it last: a client cut off or frozen is replaced as quickly.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa

from shared.eventstore.database import for_single_write

LOCK_CLASS = 0x6D61696C  # "mail": ours among a database's advisory locks
LOCK_SILENT_MAX_MS = 1_200
SAID_EVERY_S = 0.3  # the holder lets itself be heard this often
TRIED_EVERY_S = 0.25  # how often who stands by asks for the lock
STANDBY_MAX_S = 5.0  # then on a fresh session
SESSION = (
    f"idle_session_timeout = {LOCK_SILENT_MAX_MS}",
    "tcp_keepalives_idle = 5",
    "tcp_keepalives_interval = 2",
    "tcp_keepalives_count = 3",
)


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
        moved = sa.update(t).where(behind).values(position=position)
        with for_single_write(self._engine) as connection:
            connection.execute(moved)

    def still_held(self) -> None:
        """Keep the session that holds the lock: call it every SAID_EVERY_S. Raises SQLAlchemyError when it is
        lost."""
        if self._lock is not None:
            self._lock.exec_driver_sql("SELECT 1")


class RelayPositions:
    """The position of one service's relay, in its events database."""

    def __init__(self, engine: sa.Engine, table: sa.Table, service: str) -> None:
        self._engine = engine
        self._table = table
        self._service = service

    @contextmanager
    def hold(self, stop: threading.Event | None = None) -> Iterator[HeldPosition | None]:
        """The position once no other process relays this service, else None: at once without `stop`, else
        when `stop` is set or after STANDBY_MAX_S. SQLite has one process: always."""
        if self._engine.dialect.name != "postgresql":
            yield HeldPosition(self._engine, self._table, self._service, None)
            return
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as lock:
            for setting in SESSION:
                lock.exec_driver_sql(f"SET {setting}")
            try:
                got = self._get(lock, stop)
                yield HeldPosition(self._engine, self._table, self._service, lock) if got else None
            finally:
                with suppress(sa.exc.SQLAlchemyError):
                    lock.exec_driver_sql("SELECT pg_advisory_unlock_all()")
                lock.invalidate()  # ends the session, and with it its settings

    def _get(self, lock: sa.Connection, stop: threading.Event | None) -> bool:
        key = zlib.crc32(self._service.encode()) - 2**31
        end = time.monotonic() + STANDBY_MAX_S
        while True:
            if lock.execute(sa.select(sa.func.pg_try_advisory_lock(LOCK_CLASS, key))).scalar_one():
                return True
            if stop is None or stop.wait(TRIED_EVERY_S) or time.monotonic() > end:
                return False
