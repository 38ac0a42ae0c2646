"""Guard: four writers and a reader of `id > last` that misses nothing; without the append's lock it does."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event, Lock
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent

from shared.eventstore.append import AppendTransaction
from shared.eventstore.database import Database, open_database
from shared.eventstore.migrate import migrate
from shared.eventstore.recorder import Recorder
from tests.integration.eventstore.notebook.tables import LOG, SERVICE

WRITERS = 4
APPENDS = 40  # by each writer


def missed_by_a_tail(recorder: Recorder) -> int:
    """How many events a reader that follows the log while it is written never sees."""
    written = Event()
    with ThreadPoolExecutor(WRITERS + 1) as threads:
        tail = threads.submit(follow, recorder, written)
        try:
            for writer in [threads.submit(write, recorder) for _ in range(WRITERS)]:
                writer.result()
        finally:
            written.set()
        return WRITERS * APPENDS - len(tail.result())


def write(recorder: Recorder) -> None:
    writer = uuid4()
    for version in range(1, APPENDS + 1):
        recorder.append([StoredEvent(writer, version, "topic", b"{}")], recorded_at=datetime.now(UTC))


def follow(recorder: Recorder, written: Event) -> list[int]:
    seen: list[int] = []
    while True:
        last_round = written.is_set()
        page = recorder.select_notifications(seen[-1] if seen else 0, 500, inclusive_of_start=False)
        seen += [notification.id for notification in page]
        if last_round and not page:
            return seen


def test_a_tail_misses_nothing_of_four_writers(database: Database) -> None:
    recorder = Recorder(database.events, LOG)
    assert missed_by_a_tail(recorder) == 0
    ids = [n.id for n in recorder.select_notifications(1, 1000)]
    assert ids == list(range(1, WRITERS * APPENDS + 1))


class _Unlocked(AppendTransaction):
    """The mutant: numbers are taken as from a sequence, and the head is never locked."""

    numbers: Iterator[int] = itertools.count()
    taking = Lock()
    never = Event()

    def lock_head(self, connection: sa.Connection) -> Any:
        with self.taking:
            number = next(self.numbers)
        if number % 5 == 0:
            self.never.wait(0.02)  # a writer that is slow to commit, as any may be
        return SimpleNamespace(epoch="", event_position=number, feed_position=0, log_position=0)

    def advance_head(self, connection: sa.Connection, row: Any) -> None:
        """Nothing to advance."""


class _UnlockedRecorder(Recorder):
    transaction = _Unlocked


def test_the_mutant_without_the_lock_makes_a_tail_miss_some(postgres_url: str) -> None:
    database = open_database(postgres_url, "notebook")
    migrate(database, SERVICE)
    assert missed_by_a_tail(_UnlockedRecorder(database.events, LOG, grouped=False)) > 0
    database.close()
