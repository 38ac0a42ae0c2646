"""What nearly every call reads of the events on PostgreSQL: who asks at once shares one query. It begins
after the asking, so that each sees all that was committed before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent

from shared.eventstore import group_sql
from shared.eventstore.appending import AlreadyDone
from shared.eventstore.at_once import AtOnce
from shared.eventstore.reading import event_row

Wanted = tuple[UUID, int, int]  # an aggregate, the version after which, at most how many
Read = Callable[[sa.Connection], Any]


class SharedReads:
    """`reads` gives connections for single statements; `retrying` does again what a lost one broke."""

    def __init__(self, reads: sa.Engine, retrying: Callable[[Callable[[], Any]], Any]) -> None:
        self._reads = reads
        self._retrying = retrying
        self._newer: AtOnce[Wanted, Sequence[StoredEvent]] = AtOnce(self._newer_of)
        self._newest: AtOnce[None, int] = AtOnce(self._newest_of)
        self._replies: AtOnce[tuple[str, str], Sequence[AlreadyDone]] = AtOnce(self._replies_of)

    def newer_events(self, originator_id: UUID, after: int, limit: int) -> Sequence[StoredEvent]:
        """At most `limit` events of an aggregate after version `after`."""
        return self._newer.ask((originator_id, after, limit))

    def newest_position(self) -> int:
        """The newest event's position; 0 when there is none."""
        return self._newest.ask(None)

    def find_reply(self, actor: str, key: str) -> AlreadyDone | None:
        """The reply stored for (actor, key), if any."""
        found = self._replies.ask((actor, key))
        return found[0] if found else None

    def _newer_of(self, wanted: Sequence[Wanted]) -> Sequence[Sequence[StoredEvent]]:
        found: list[list[StoredEvent]] = [[] for _ in wanted]
        for row in self._read(lambda connection: group_sql.newer_events(connection, wanted)):
            found[row.asked].append(event_row(row))
        return found

    def _newest_of(self, asked: Sequence[None]) -> Sequence[int]:
        return [self._read(group_sql.newest_position)] * len(asked)

    def _replies_of(self, wanted: Sequence[tuple[str, str]]) -> Sequence[Sequence[AlreadyDone]]:
        rows = self._read(lambda connection: group_sql.replies_to(connection, wanted))
        found = {(row.actor, row.key): row for row in rows}
        return [[AlreadyDone(found[one].reply, found[one].digest)] if one in found else [] for one in wanted]

    def _read(self, read: Read) -> Any:
        def once() -> Any:
            with self._reads.connect() as connection:
                return read(connection)

        return self._retrying(once)
