"""The newer events of aggregates on PostgreSQL: who asks at once shares one query, begun after the asking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent

from shared.eventstore.at_once import AtOnce
from shared.eventstore.group_sql import newer_events
from shared.eventstore.reading import event_row

Wanted = tuple[UUID, int, int]  # an aggregate, the version after which, at most how many


class NewerEvents:
    """`reads` gives connections for single statements; `retrying` does again what a lost one broke."""

    def __init__(self, reads: sa.Engine, retrying: Callable[[Callable[[], Any]], Any]) -> None:
        self._reads = reads
        self._retrying = retrying
        self.calls: AtOnce[Wanted, Sequence[StoredEvent]] = AtOnce(self._of)

    def _of(self, wanted: Sequence[Wanted]) -> Sequence[Sequence[StoredEvent]]:
        def read() -> Sequence[Any]:
            with self._reads.connect() as connection:
                return newer_events(connection, wanted)

        found: list[list[StoredEvent]] = [[] for _ in wanted]
        for row in self._retrying(read):
            found[row.asked].append(event_row(row))
        return found
