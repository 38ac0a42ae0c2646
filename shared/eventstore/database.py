"""Opening a service's database: one PostgreSQL database, or two SQLite files (events and views) in a folder.

Promises, in both: `engine.begin()` is a write transaction, safe to read then write in; `engine.connect()` is
for reading. Every wait is finite. Engines may be used from several threads; nothing connects before the first
use.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import exc

POOL_SIZE = 10  # connections kept per process and database
POOL_OVERFLOW = 10
POOL_TIMEOUT_S = 5
CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_MS = 15_000
LOCK_TIMEOUT_MS = 5_000
IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000
BUSY_TIMEOUT_MS = 5_000
TCP_USER_TIMEOUT_MS = 10_000  # for what was sent to a server that acknowledges nothing
RESTED_S = 0.5  # a connection that rested longer is asked if it lives: asking always costs a round trip
_WRITING = "maillon_writing"
_RESTS_SINCE = "maillon_rests_since"
AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)  # down, cut off, locked, too busy


class ServiceEngine(sa.Engine):
    """An engine whose `begin()` takes SQLite's write lock at once: a read-then-write never fails half way."""

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        with self.connect().execution_options(**{_WRITING: True}) as connection, connection.begin():
            yield connection


@dataclass(frozen=True)
class Database:
    """Where a service keeps its events and its views: the same engine twice, or two files."""

    events: sa.Engine
    views: sa.Engine

    def engines(self) -> tuple[sa.Engine, ...]:
        return (self.events,) if self.views is self.events else (self.events, self.views)

    def close(self) -> None:
        for engine in self.engines():
            engine.dispose()


def open_database(url: str, service_name: str) -> Database:
    """`postgresql://…` → that database; `sqlite:///folder` → files `<service_name>.events.db`,
    `.views.db`."""
    if is_sqlite(url):
        events = open_engine(url, f"{service_name}.events.db")
        return Database(events, open_engine(url, f"{service_name}.views.db", durable=False))
    engine = open_engine(url, "")
    return Database(engine, engine)


def open_engine(url: str, file_name: str, *, durable: bool = True) -> sa.Engine:
    """One engine: the PostgreSQL database of `url`, or the file `file_name` in the folder of
    `sqlite:///folder`."""
    if not is_sqlite(url):
        return _postgres(url)
    folder = Path(sa.make_url(url).database or ".")
    return _sqlite(folder / file_name, durable)


def for_single_reads(engine: sa.Engine) -> sa.Engine:
    """The same pool, for statements that read and need no other beside them: on PostgreSQL without the two
    round trips of a transaction around each."""
    if engine.dialect.name != "postgresql":
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def for_single_write(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection for one statement that writes, and needs no other beside it: likewise."""
    if engine.dialect.name == "postgresql":
        with for_single_reads(engine).connect() as connection:
            yield connection
    else:
        with engine.begin() as connection:
            yield connection


def is_sqlite(url: str) -> bool:
    return sa.make_url(url).get_backend_name() == "sqlite"


def _postgres(url: str) -> sa.Engine:
    timeouts = {
        "statement_timeout": STATEMENT_TIMEOUT_MS,
        "lock_timeout": LOCK_TIMEOUT_MS,
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_TIMEOUT_MS,
    }
    engine = sa.create_engine(
        sa.make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_TIMEOUT_S,
        isolation_level="READ COMMITTED",
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_S,
            "options": " ".join(f"-c {name}={value}" for name, value in timeouts.items()),
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": TCP_USER_TIMEOUT_MS,
        },
    )
    found = ServiceEngine(engine.pool, engine.dialect, engine.url)
    _ask_after_rest(found)
    return found


def _ask_after_rest(found: sa.Engine) -> None:
    """Ask a connection if it lives before it is given, when it rested long, or since before another was
    lost."""
    lost_at = 0.0

    @sa.event.listens_for(found, "invalidate")
    def note_loss(_driver: Any, _record: Any, _why: Any) -> None:
        nonlocal lost_at
        lost_at = time.monotonic()

    @sa.event.listens_for(found, "checkin")
    def note_rest(_driver: Any, record: Any) -> None:
        record.info[_RESTS_SINCE] = time.monotonic()

    @sa.event.listens_for(found, "checkout")
    def look_after_rest(driver: Any, record: Any, _fairy: Any) -> None:
        since = record.info.get(_RESTS_SINCE)
        if since is None or (since > lost_at and time.monotonic() - since < RESTED_S):
            return
        try:
            found.dialect.do_ping(driver)
        except psycopg.Error as gone:
            raise exc.InvalidatePoolError from gone


def _sqlite(path: Path, durable: bool) -> sa.Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)),
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_TIMEOUT_S,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )
    engine = ServiceEngine(plain.pool, plain.dialect, plain.url)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, never by the driver
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what a view forgets leaves its file too

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
