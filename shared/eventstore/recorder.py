"""Our recorder behind the library's `ApplicationRecorder`: the same store for PostgreSQL and SQLite.

Promises: `append` stores everything or nothing; positions are gapless and a reader of `id > last` misses
none; a lost connection is retried a bounded number of times without ever storing twice, then says
`unavailable`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.persistence import ApplicationRecorder, IntegrityError, Notification, StoredEvent
from sqlalchemy import exc

from shared.contracts.shapes import FeedPage
from shared.eventstore.append import AppendTransaction, find_reply
from shared.eventstore.appending import AlreadyDone, Appended, Idempotency, LogLine
from shared.eventstore.change import LogRow
from shared.eventstore.database import for_single_reads
from shared.eventstore.fact_lines import FactLine
from shared.eventstore.feed import read_page
from shared.eventstore.group_commit import GroupCommit, Result
from shared.eventstore.group_transaction import AppendGroup
from shared.eventstore.listeners import Listeners, Told
from shared.eventstore.reading import NOTIFICATION, event_row, log_row, notification_row
from shared.eventstore.shared_reads import SharedReads
from shared.eventstore.subscription import RecorderSubscription
from shared.eventstore.tables import LogTables
from shared.problems import Unavailable

T = TypeVar("T")
RETRY_WAITS_S = (0.05, 0.2, 0.8)  # before the 2nd, 3rd and 4th try: a broken connection, not an outage
RETRY_WITHIN_S = 4.0  # no new try later than that: the caller waits 5 s
GROUPED = True  # on PostgreSQL: docs/decisions/0012
LOST = (exc.OperationalError, exc.InterfaceError, exc.InternalError)


class Recorder(ApplicationRecorder):
    """Stores and reads one service's events, feed, replies and access log."""

    transaction: type[AppendTransaction] = AppendTransaction

    def __init__(self, engine: sa.Engine, tables: LogTables, *, grouped: bool = GROUPED) -> None:
        self.engine = engine
        self.tables = tables
        self._reads = for_single_reads(engine)
        many = grouped and engine.dialect.name == "postgresql"
        self._group = GroupCommit(self._store_one, self._stored_together) if many else None
        self._shared = SharedReads(self._reads, self._retrying) if many else None
        self._listeners = Listeners()

    def append(
        self,
        events: Sequence[StoredEvent],
        *,
        recorded_at: datetime,
        facts: Sequence[FactLine] = (),
        idempotency: Idempotency | None = None,
        log: Sequence[LogLine] = (),
    ) -> Appended:
        """Store all of it in one transaction.

        Raises AlreadyDone when (actor, key) has its reply, eventsourcing's IntegrityError (a
        RecordConflictError) on a version conflict, Unavailable when the database can't be reached.
        """
        work = self.transaction(self.tables, events, recorded_at, facts, idempotency, log)
        appended = self._group.append(work) if self._group else self._store_one(work)
        self._listeners.tell(appended, facts, recorded_at)
        return appended

    def _store_one(self, work: AppendTransaction) -> Appended:
        if self._group is None or type(work) is not AppendTransaction:
            return self._retrying(lambda: self._store(work))
        (result,) = self._stored_together([work])
        if isinstance(result, Appended):
            return result
        raise result or Unavailable("store_unavailable")

    def _stored_together(self, works: Sequence[AppendTransaction]) -> Sequence[Result]:
        """Several appends in one transaction; raises, and rolls all back, when the database refuses one."""
        group = AppendGroup(works)

        def store() -> Sequence[Result]:
            with self._refusing_taken_versions(), self.engine.begin() as connection:
                return group.run(connection)

        try:
            return self._retrying(store)
        except Unavailable:
            raise
        except Exception:
            group.forget()
            raise

    def _store(self, work: AppendTransaction) -> Appended:
        with self._refusing_taken_versions(), self.engine.begin() as connection:
            return work.run(connection)

    @contextmanager
    def _refusing_taken_versions(self) -> Iterator[None]:
        try:
            yield
        except exc.IntegrityError as conflict:
            raise IntegrityError("this version of the aggregate exists already") from conflict

    def _retrying(self, work: Callable[[], T]) -> T:
        """Do it again on a fresh connection when one breaks, a bounded number of times."""
        give_up_at = time.monotonic() + RETRY_WITHIN_S
        for wait_s in (*RETRY_WAITS_S, None):
            try:
                return work()
            except exc.TimeoutError as busy:
                raise Unavailable("store_busy") from busy
            except LOST as lost:
                if wait_s is None or time.monotonic() > give_up_at:
                    raise Unavailable("store_unavailable") from lost
                time.sleep(wait_s)
        raise AssertionError("unreachable")

    def insert_events(self, stored_events: Sequence[StoredEvent], **_kwargs: Any) -> Sequence[int] | None:
        """The library's way in: events alone."""
        if not stored_events:
            return None
        return list(self.append(stored_events, recorded_at=datetime.now(UTC)).notification_ids)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        event = self.tables.event
        query = sa.select(event).where(event.c.originator_id == originator_id)
        if gt is not None:
            query = query.where(event.c.originator_version > gt)
        if lte is not None:
            query = query.where(event.c.originator_version <= lte)
        version = event.c.originator_version
        return [
            event_row(r) for r in self._read(query.order_by(version.desc() if desc else version).limit(limit))
        ]

    def newer_events(self, originator_id: UUID, after: int, limit: int) -> Sequence[StoredEvent]:
        """At most `limit` events of an aggregate after version `after`."""
        if self._shared is None:
            return self.select_events(originator_id, gt=after, limit=limit)
        return self._shared.newer_events(originator_id, after, limit)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        event = self.tables.event
        position = event.c.notification_id
        query = sa.select(*(event.c[name] for name in NOTIFICATION)).order_by(position).limit(limit)
        if start is not None:
            query = query.where(position >= start if inclusive_of_start else position > start)
        if stop is not None:
            query = query.where(position <= stop)
        if topics:
            query = query.where(event.c.topic.in_(topics))
        return [notification_row(row) for row in self._read(query)]

    def max_notification_id(self) -> int | None:
        if self._shared is not None:
            return self._shared.newest_position() or None
        found = self._read(sa.select(sa.func.max(self.tables.event.c.notification_id)))
        return found[0][0] if found else None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> RecorderSubscription:
        return RecorderSubscription(self, gt, topics)

    def find_reply(self, actor: str, key: str) -> AlreadyDone | None:
        """The reply already stored for (actor, key), as the exception an append would raise."""
        if self._shared is not None:
            return self._shared.find_reply(actor, key)

        def find() -> AlreadyDone | None:
            with self._reads.connect() as connection:
                return find_reply(connection, self.tables, actor, key)

        return self._retrying(find)

    def epoch(self) -> str:
        """The feed's epoch: another one after a restore."""
        return str(self._read(sa.select(self.tables.feed_head.c.epoch))[0][0])

    def read_facts(self, after: int, limit: int) -> FeedPage:
        """The facts of at most `limit` positions after position `after`, with the head's position."""

        def read() -> FeedPage:
            with self._reads.connect() as connection:
                return read_page(connection, self.tables, after, limit)

        return self._retrying(read)

    def read_log(self, subject_id: UUID, after: int, limit: int) -> list[LogRow]:
        """At most `limit` lines of the subject's access log after number `after`; bodies still sealed."""
        table = self.tables.access_log
        if table is None:
            raise RuntimeError("this event store keeps no access log")
        query = sa.select(table).where(table.c.subject_id == subject_id, table.c.number > after)
        return [log_row(r) for r in self._read(query.order_by(table.c.number).limit(limit))]

    def on_append(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` (quick, thread-safe) after each append of this process; returns how to stop it."""
        return self._listeners.on_append(callback)

    def on_facts(self, told: Told) -> Callable[[], None]:
        """Give `told` (likewise) the facts of each append of this process that says any, once committed, as
        the feed tells them. Appends at once may be told out of order; other processes' never are."""
        return self._listeners.on_facts(told)

    def _read(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        def read() -> Sequence[sa.Row[Any]]:
            with self._reads.connect() as connection:
                return connection.execute(query).all()

        return self._retrying(read)
