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

from shared.eventstore import group_sql
from shared.eventstore.append import AppendTransaction, End, Rows
from shared.eventstore.appending import AlreadyDone, Appended
from shared.eventstore.chain import GENESIS
from shared.eventstore.group_commit import Result
from shared.eventstore.group_sql import POSITIONS, Looked

Key = tuple[Any, Any]  # an aggregate and its version, or an actor and a request's key


class AppendGroup:
    """`works` in one transaction, as often as the connection is lost: see `AppendTransaction.planned`."""

    def __init__(self, works: Sequence[AppendTransaction]) -> None:
        self._works = works
        self._versions = [_version(stored) for work in works for stored in work.events]
        self._requests = [key for work in works if (key := _reply_key(work)) is not None]
        self._subjects = list({line.subject_id for work in works for line in work.log})
        self._stored: list[AppendTransaction] = []
        self._results: list[Result] = []

    def run(self, connection: sa.Connection) -> Sequence[Result]:
        """What became of each: its positions, what it must be told, or None: not tried, since another of the
        group has the same key or version; it comes in the next one."""
        looked = group_sql.lock_and_look(connection, self._versions, self._requests, self._subjects)
        if self._is_recorded(connection):
            return self._results
        self._judge(looked)
        if self._stored:
            rows = self._rows(looked)
            tables = dict(zip(("event", "feed", "access_log", "idempotency"), rows, strict=True))
            group_sql.write(connection, tables, vars(self._moved))
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

    def _judge(self, looked: Looked) -> None:
        taken = {(row.originator_id, row.originator_version) for row in looked.versions}
        replies: dict[Key | None, Any] = {(row.actor, row.key): row for row in looked.replies}
        self._stored, self._results = [], []
        ours: set[Key] = set()
        self._moved = SimpleNamespace(**{name: getattr(looked.head, name) for name in ("epoch", *POSITIONS)})
        for work in self._works:
            keys = set(_keys(work))
            done = replies.get(_reply_key(work))
            if keys & ours:
                self._results.append(None)
            elif done is not None:
                self._results.append(AlreadyDone(done.reply, done.digest))
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

    def _rows(self, looked: Looked) -> Rows:
        ends: dict[UUID, End] = dict.fromkeys(self._subjects, (0, GENESIS))
        ends |= {row.subject_id: (row.number, row.hash) for row in looked.ends}
        rows = Rows([], [], [], [])
        for work in self._stored:
            for all_, some in zip(rows, work.rows(work.planned or Appended(), ends), strict=True):
                all_.extend(some)
        return rows


def _version(stored: Any) -> Key:
    return (stored.originator_id, stored.originator_version)


def _reply_key(work: AppendTransaction) -> Key | None:
    return (work.idempotency.actor, work.idempotency.key) if work.idempotency else None


def _keys(work: AppendTransaction) -> list[Key]:
    """What only one append may hold."""
    reply = _reply_key(work)
    return [*map(_version, work.events), *([reply] if reply else [])]
