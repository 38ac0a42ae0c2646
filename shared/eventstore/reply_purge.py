"""Rounds of tidying in a service's background; among them, stored replies are deleted after 30 days.

A request sent again later than that is a new request: what makes it harmless is then the aggregate itself (a
vault that exists, a request already answered), or nothing (an appointment is scheduled twice). Clients keep a
request they could not send for a day at most.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from shared.clock import Clock
from shared.logs import failure, get_logger

REPLIES_KEPT = timedelta(days=30)
REPLIES_EVERY_S = 3_600.0
BATCH = 500  # replies deleted in one transaction
ROUND_MAX = 40  # batches in one round; the next one takes the rest
_log = get_logger(__name__)


class Replies:
    """The table of stored replies of one service."""

    def __init__(self, engine: sa.Engine, table: sa.Table, clock: Clock) -> None:
        self._engine, self._table, self._clock = engine, table, clock

    def purge(self) -> int:
        """Delete what is older than REPLIES_KEPT, in bounded batches; how many."""
        table, before, deleted = self._table, self._clock.now() - REPLIES_KEPT, 0
        old = sa.select(table.c.actor, table.c.key).where(table.c.recorded_at < before).limit(BATCH)
        for _ in range(ROUND_MAX):
            with self._engine.begin() as connection:
                rows = connection.execute(old).all()
                if rows:
                    same = sa.tuple_(table.c.actor, table.c.key).in_([tuple(row) for row in rows])
                    connection.execute(sa.delete(table).where(same))
            deleted += len(rows)
            if len(rows) < BATCH:
                break
        return deleted


class Rounds:
    """A background loop that calls `work` every so often; what fails is tried again at the next round."""

    def __init__(self, work: Callable[[], int], name: str, every_s: float) -> None:
        self._work, self._name, self._every_s = work, name, every_s

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                if count := self._work():
                    _log.info("tidied", what=self._name, count=count)
            except Exception as why:  # noqa: BLE001  # files and tables come back; nothing waits on this
                _log.warning("not_tidied", what=self._name, **failure(why))
            stop.wait(self._every_s)
