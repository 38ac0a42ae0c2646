"""The append itself: one transaction that locks the feed's head.

So positions are gapless and commit order is reading order.

`AppendTransaction.run` is called again after a lost connection with the positions planned the first time:
under the lock it can tell whether that first transaction committed after all, and never inserts blindly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent

from shared.eventstore.appending import AlreadyDone, Appended, Idempotency, LogLine
from shared.eventstore.chain import GENESIS, line_hash, line_header
from shared.eventstore.fact_lines import FactLine, fact_values, positions_after
from shared.eventstore.feed import NOTIFY_CHANNEL, lock_head
from shared.eventstore.reading import event_row
from shared.eventstore.tables import HEAD_ID, LogTables

End = tuple[int, bytes]  # the number and the hash of a chain's last line


class Rows(NamedTuple):
    """What is inserted, table by table."""

    events: list[dict[str, Any]]
    facts: list[dict[str, Any]]
    log: list[dict[str, Any]]
    replies: list[dict[str, Any]]


@dataclass
class AppendTransaction:
    """One append: what to store, and the positions planned by the last try, if it got that far."""

    tables: LogTables
    events: Sequence[StoredEvent]
    recorded_at: datetime
    facts: Sequence[FactLine] = ()
    idempotency: Idempotency | None = None
    log: Sequence[LogLine] = ()
    planned: Appended | None = field(default=None, init=False)

    def run(self, connection: sa.Connection) -> Appended:
        """Store everything, or find that an earlier try did. Raises AlreadyDone, SQLAlchemy's
        IntegrityError."""
        head = self.lock_head(connection)
        if self.planned is not None and self.is_recorded(connection, self.planned):
            return self.planned
        self._refuse_a_second_time(connection)
        self.planned = plan = self.plan(head)
        self._insert(connection, plan)
        self.advance_head(connection, head)
        ring(connection)
        return plan

    def lock_head(self, connection: sa.Connection) -> Any:
        """The head's row, held until commit: whoever appends next waits here."""
        return lock_head(connection, self.tables.feed_head)

    def advance_head(self, connection: sa.Connection, row: Any) -> None:
        head = self.tables.feed_head
        moved = {
            "event_position": row.event_position + len(self.events),
            "feed_position": positions_after(row.feed_position, self.facts)[-1]
            if self.facts
            else row.feed_position,
            "log_position": row.log_position + len(self.log),
        }
        connection.execute(sa.update(head).where(head.c.id == HEAD_ID).values(**moved))

    def plan(self, head: Any) -> Appended:
        """The positions that follow on the head's."""
        return Appended(
            tuple(range(head.event_position + 1, head.event_position + 1 + len(self.events))),
            positions_after(head.feed_position, self.facts),
            tuple(range(head.log_position + 1, head.log_position + 1 + len(self.log))),
            str(head.epoch),
        )

    def _refuse_a_second_time(self, connection: sa.Connection) -> None:
        if self.idempotency is None:
            return
        done = find_reply(connection, self.tables, self.idempotency.actor, self.idempotency.key)
        if done is not None:
            raise done

    def _insert(self, connection: sa.Connection, plan: Appended) -> None:
        ends = {line.subject_id: self._end_of_chain(connection, line.subject_id) for line in self.log}
        insert_rows(connection, self.tables, self.rows(plan, ends))

    def rows(self, plan: Appended, ends: dict[UUID, End]) -> Rows:
        """The rows to insert. `ends` holds where the chain of each subject stands, and is moved on."""
        at = self.recorded_at
        reply = self.idempotency
        return Rows(
            [_event_values(*e) for e in zip(plan.notification_ids, self.events, strict=True)],
            [fact_values(p, f, at) for p, f in zip(plan.feed_positions, self.facts, strict=True)],
            [self._chained(p, line, ends) for p, line in zip(plan.log_positions, self.log, strict=True)],
            [{**vars(reply), "recorded_at": at}] if reply is not None else [],
        )

    def _chained(self, position: int, line: LogLine, ends: dict[UUID, End]) -> dict[str, Any]:
        number, previous = ends[line.subject_id]
        header = line_header(line.subject_id, number + 1, self.recorded_at, line.kind)
        digest = line_hash(previous, header, line.body)
        ends[line.subject_id] = (number + 1, digest)
        return {
            **vars(line),
            "position": position,
            "number": number + 1,
            "recorded_at": self.recorded_at,
            "previous_hash": previous,
            "hash": digest,
        }

    def _end_of_chain(self, connection: sa.Connection, subject_id: UUID) -> End:
        table = log_table(self.tables)
        last = sa.select(table.c.number, table.c.hash).where(table.c.subject_id == subject_id)
        row = connection.execute(last.order_by(table.c.number.desc()).limit(1)).first()
        return (row.number, row.hash) if row is not None else (0, GENESIS)

    def is_recorded(self, connection: sa.Connection, plan: Appended) -> bool:
        """Whether what was planned stands where it was: the COMMIT whose reply was lost went through."""
        if plan.notification_ids:
            event, ours = self.tables.event, self.events[0]
            row = connection.execute(
                sa.select(event).where(event.c.notification_id == plan.notification_ids[0])
            ).first()
            return row is not None and event_row(row) == ours
        if plan.log_positions:
            table = log_table(self.tables)
            row = connection.execute(
                sa.select(table).where(table.c.position == plan.log_positions[0])
            ).first()
            return row is not None and (row.subject_id, row.body) == (
                self.log[0].subject_id,
                self.log[0].body,
            )
        if plan.feed_positions:
            feed, fact = self.tables.feed, self.facts[0]
            first = sa.select(feed).where(feed.c.position == plan.feed_positions[0]).order_by(feed.c.version)
            row = connection.execute(first).first()
            return row is not None and (row.subject, row.data, row.recorded_at) == (
                fact.subject,
                fact.data,
                self.recorded_at,
            )
        return False


def find_reply(connection: sa.Connection, tables: LogTables, actor: str, key: str) -> AlreadyDone | None:
    """The reply stored for (actor, key), if any."""
    table = tables.idempotency
    row = connection.execute(sa.select(table).where(table.c.actor == actor, table.c.key == key)).first()
    return None if row is None else AlreadyDone(row.reply, row.digest)


def insert_rows(connection: sa.Connection, tables: LogTables, rows: Rows) -> None:
    if rows.events:
        connection.execute(sa.insert(tables.event), rows.events)
    if rows.facts:
        connection.execute(sa.insert(tables.feed), rows.facts)
    if rows.log:
        connection.execute(sa.insert(log_table(tables)), rows.log)
    if rows.replies:
        connection.execute(sa.insert(tables.idempotency), rows.replies)


def ring(connection: sa.Connection) -> None:
    """Wake those who follow the feed, once this is committed."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_notify(NOTIFY_CHANNEL, "")))


def _event_values(position: int, event: StoredEvent) -> dict[str, Any]:
    return {
        "notification_id": position,
        "originator_id": event.originator_id,
        "originator_version": event.originator_version,
        "topic": event.topic,
        "state": event.state,
    }


def log_table(tables: LogTables) -> sa.Table:
    """The access log's table. Raises RuntimeError where the service keeps none."""
    if tables.access_log is None:
        raise RuntimeError("this event store keeps no access log")
    return tables.access_log
