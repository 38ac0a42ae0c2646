"""Several appends in one transaction: each is judged by itself, all that may be stored share one commit.

Under the head's lock nobody else writes, so who conflicts is known before anything is inserted and stores
nothing, while its neighbours go on. Positions follow each other in the order of the callers.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.persistence import IntegrityError

from shared.eventstore.append import AppendTransaction, End, Rows, insert_rows, log_table, ring
from shared.eventstore.appending import AlreadyDone, Appended
from shared.eventstore.chain import GENESIS
from shared.eventstore.group_commit import Result
from shared.eventstore.tables import HEAD_ID

Key = tuple[Any, Any]  # an aggregate and its version, or an actor and a request's key


class AppendGroup:
    """`works` in one transaction, as often as the connection is lost: see `AppendTransaction.planned`."""

    def __init__(self, works: Sequence[AppendTransaction]) -> None:
        self._works = works
        self._tables = works[0].tables
        self._stored: list[AppendTransaction] = []
        self._results: list[Result] = []

    def run(self, connection: sa.Connection) -> Sequence[Result]:
        """What became of each: its positions, what it must be told, or None: not tried, since another of the
        group has the same key or version; it comes in the next one."""
        head = self._works[0].lock_head(connection)
        if self._is_recorded(connection):
            return self._results
        self._judge(connection, head)
        if self._stored:
            rows = self._rows(connection)
            insert_rows(connection, self._tables, rows)
            self._advance(connection)
            ring(connection)
        return self._results

    def forget(self) -> None:
        """Nothing of it was stored: whoever is tried again plans afresh."""
        for work in self._works:
            work.planned = None

    def _is_recorded(self, connection: sa.Connection) -> bool:
        """Whether an earlier try of this group was committed. It was so whole, or not at all."""
        for work in self._stored:
            if work.planned is not None and (work.events or work.log or work.facts):
                return work.is_recorded(connection, work.planned)
        return False

    def _judge(self, connection: sa.Connection, head: Any) -> None:
        taken = self._versions(connection)
        replies = self._replies(connection)
        self._stored, self._results = [], []
        ours: set[Key] = set()
        self._moved = SimpleNamespace(**{name: getattr(head, name) for name in POSITIONS})
        for work in self._works:
            keys = set(_keys(work))
            done = replies.get(_reply_key(work))
            if keys & ours:
                self._results.append(None)
            elif done is not None:
                self._results.append(done)
            elif keys & taken:
                self._results.append(IntegrityError("this version of the aggregate exists already"))
            else:
                ours |= keys
                self._plan(work)

    def _plan(self, work: AppendTransaction) -> None:
        work.planned = plan = work.plan(self._moved)
        self._stored.append(work)
        self._results.append(plan)
        for name, positions in zip(
            POSITIONS, (plan.notification_ids, plan.feed_positions, plan.log_positions), strict=True
        ):
            if positions:
                setattr(self._moved, name, positions[-1])

    def _versions(self, connection: sa.Connection) -> set[Key]:
        """Of the versions to be stored, those that exist."""
        event = self._tables.event.c
        wanted = [_version(stored) for work in self._works for stored in work.events]
        if not wanted:
            return set()
        version = sa.tuple_(event.originator_id, event.originator_version)
        found = sa.select(event.originator_id, event.originator_version).where(version.in_(wanted))
        return {(row.originator_id, row.originator_version) for row in connection.execute(found)}

    def _replies(self, connection: sa.Connection) -> dict[Key | None, AlreadyDone]:
        """The replies that stand already for what is asked."""
        table = self._tables.idempotency
        wanted = [key for work in self._works if (key := _reply_key(work)) is not None]
        if not wanted:
            return {}
        found = sa.select(table).where(sa.tuple_(table.c.actor, table.c.key).in_(wanted))
        return {(r.actor, r.key): AlreadyDone(r.reply, r.digest) for r in connection.execute(found)}

    def _rows(self, connection: sa.Connection) -> Rows:
        ends = self._ends_of_chains(connection)
        rows = Rows([], [], [], [])
        for work in self._stored:
            for all_, some in zip(rows, work.rows(work.planned or Appended(), ends), strict=True):
                all_.extend(some)
        return rows

    def _ends_of_chains(self, connection: sa.Connection) -> dict[UUID, End]:
        subjects = {line.subject_id for work in self._stored for line in work.log}
        ends: dict[UUID, End] = dict.fromkeys(subjects, (0, GENESIS))
        if subjects:
            table = log_table(self._tables)
            last = sa.select(table.c.subject_id, table.c.number, table.c.hash).distinct(table.c.subject_id)
            last = last.where(table.c.subject_id.in_(subjects))
            newest = last.order_by(table.c.subject_id, table.c.number.desc())
            ends |= {row.subject_id: (row.number, row.hash) for row in connection.execute(newest)}
        return ends

    def _advance(self, connection: sa.Connection) -> None:
        head = self._tables.feed_head
        connection.execute(sa.update(head).where(head.c.id == HEAD_ID).values(**vars(self._moved)))


POSITIONS = ("event_position", "feed_position", "log_position")


def _version(stored: Any) -> Key:
    return (stored.originator_id, stored.originator_version)


def _reply_key(work: AppendTransaction) -> Key | None:
    return (work.idempotency.actor, work.idempotency.key) if work.idempotency else None


def _keys(work: AppendTransaction) -> list[Key]:
    """What only one append may hold."""
    reply = _reply_key(work)
    return [*map(_version, work.events), *([reply] if reply else [])]
