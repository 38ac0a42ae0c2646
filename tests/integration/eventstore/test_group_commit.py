"""Appends that wait for each other share one transaction, and nothing else: not their conflicts, not their
losses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from eventsourcing.persistence import IntegrityError, StoredEvent

from shared.eventstore import at_once
from shared.eventstore.append import AppendTransaction
from shared.eventstore.appending import AlreadyDone, Appended, Idempotency, LogLine
from shared.eventstore.chain import GENESIS
from shared.eventstore.database import Database, open_database
from shared.eventstore.group_transaction import AppendGroup
from shared.eventstore.recorder import Recorder
from shared.problems import Unavailable
from tests.integration.eventstore.cutting_proxy import CuttingProxy
from tests.integration.eventstore.notebook.tables import LOG

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
WAIT_S = 20.0


@pytest.fixture
def url(postgres_url: str) -> str:
    return postgres_url


def event(aggregate: UUID, version: int = 1) -> StoredEvent:
    return StoredEvent(aggregate, version, "topic", b"{}")


def storing(recorder: Recorder, *events: StoredEvent) -> Callable[[], Appended]:
    return partial(recorder.append, events, recorded_at=AT)


class Gate:
    """Holds the first append in its transaction until `many` others wait behind it."""

    def __init__(self, recorder: Recorder, many: int) -> None:
        assert recorder._group is not None
        self._line = recorder._group.calls._line
        self._many = many
        self.entered = threading.Event()

    def hold(self) -> None:
        self.entered.set()
        look = threading.Event()
        while len(self._line) < self._many:
            assert not look.wait(0.005)


def together(recorder: Recorder, appends: Sequence[Callable[[], Appended]]) -> list[Appended | Exception]:
    """Run `appends` in as many threads while a first append holds the writer's turn: they make one group."""
    gate = Gate(recorder, len(appends))

    class Held(AppendTransaction):
        def lock_head(self, connection: sa.Connection) -> object:
            gate.hold()
            return super().lock_head(connection)

    def first() -> Appended:
        work = Held(LOG, [event(uuid4())], AT)
        assert recorder._group is not None
        return recorder._group.append(work)

    def told(append: Callable[[], Appended]) -> Appended | Exception:
        try:
            return append()
        except Exception as why:  # noqa: BLE001 - compared by the test
            return why

    with ThreadPoolExecutor(len(appends) + 1) as threads:
        leading = threads.submit(first)
        assert gate.entered.wait(WAIT_S)
        results = [threads.submit(told, append) for append in appends]
        leading.result(WAIT_S)
        return [result.result(WAIT_S) for result in results]


@contextmanager
def counted_groups(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    sizes: list[int] = []
    original = AppendGroup.__init__

    def init(self: AppendGroup, works: Sequence[AppendTransaction]) -> None:
        sizes.append(len(works))
        original(self, works)

    monkeypatch.setattr(AppendGroup, "__init__", init)
    yield sizes


def positions(recorder: Recorder) -> list[int]:
    return [notification.id for notification in recorder.select_notifications(1, 1000)]


def test_what_waits_is_stored_in_one_transaction_without_a_gap(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder(database.events, LOG, grouped=True)
    with counted_groups(monkeypatch) as sizes:
        aggregates = [uuid4() for _ in range(8)]
        appends = [storing(recorder, event(a), event(a, 2)) for a in aggregates]
        results = together(recorder, appends)
    assert sizes == [8]
    given = sorted(position for r in results if isinstance(r, Appended) for position in r.notification_ids)
    assert given == list(range(2, 18)) == positions(recorder)[1:]


def test_one_that_conflicts_fails_alone(database: Database) -> None:
    recorder, taken = Recorder(database.events, LOG, grouped=True), uuid4()
    recorder.append([event(taken)], recorded_at=AT)
    ids = [uuid4(), taken, uuid4()]
    results = together(recorder, [storing(recorder, event(i)) for i in ids])
    assert isinstance(results[1], IntegrityError)
    assert isinstance(results[0], Appended)
    assert isinstance(results[2], Appended)
    assert positions(recorder) == [1, 2, 3, 4]


def test_of_two_at_one_version_in_one_group_one_wins(database: Database) -> None:
    recorder, same = Recorder(database.events, LOG, grouped=True), uuid4()
    results = together(recorder, [storing(recorder, event(same))] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Appended", "IntegrityError"]
    assert positions(recorder) == [1, 2]


def test_the_same_request_twice_in_one_group_is_done_once(database: Database) -> None:
    recorder = Recorder(database.events, LOG, grouped=True)
    request = Idempotency("an-actor", "a-key", "digest", b"reply")

    def append() -> Appended:
        return recorder.append([event(uuid4())], recorded_at=AT, idempotency=request)

    results = together(recorder, [append, append])
    (echo,) = [result for result in results if isinstance(result, AlreadyDone)]
    assert (echo.reply, echo.digest) == (b"reply", "digest")
    assert positions(recorder) == [1, 2]


def test_one_that_the_database_refuses_leaves_its_neighbours_alone(database: Database) -> None:
    recorder = Recorder(database.events, LOG, grouped=True)
    bad = StoredEvent(uuid4(), 1, "a NUL \0 is no text", b"{}")
    stored = [event(uuid4()), bad, event(uuid4())]
    results = together(recorder, [storing(recorder, one) for one in stored])
    assert [isinstance(result, Appended) for result in results] == [True, False, True]
    assert positions(recorder) == [1, 2, 3]


def test_lines_of_one_subject_in_one_group_are_chained_in_order(database: Database) -> None:
    recorder, subject = Recorder(database.events, LOG, grouped=True), uuid4()
    lines = [LogLine(subject, "seen", bytes([n])) for n in range(5)]
    together(recorder, [partial(recorder.append, [], recorded_at=AT, log=[line]) for line in lines])
    rows = recorder.read_log(subject, 0, 10)
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert [row.previous_hash for row in rows] == [GENESIS, *(row.hash for row in rows[:-1])]


@pytest.mark.parametrize("cut", ["request", "reply"])
def test_a_group_cut_at_commit_is_stored_once(cut: str, database: Database, postgres_url: str) -> None:
    subject = uuid4()
    with CuttingProxy(postgres_url, cut, every=2) as proxy:  # the second COMMIT is the group's
        there = open_database(proxy.url, "notebook")
        recorder = Recorder(there.events, LOG, grouped=True)

        def append(aggregate: UUID) -> Appended:
            line = LogLine(subject, "seen", aggregate.bytes)
            return recorder.append([event(aggregate)], recorded_at=AT, log=[line])

        results = together(recorder, [partial(append, uuid4()) for _ in range(3)])
        assert proxy.cuts >= 1
        there.close()
    assert all(isinstance(result, Appended) for result in results)
    direct = Recorder(database.events, LOG)
    assert positions(direct) == [1, 2, 3, 4]
    assert [row.number for row in direct.read_log(subject, 0, 10)] == [1, 2, 3]


def test_who_waits_too_long_is_told_and_nothing_is_stored(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder(database.events, LOG, grouped=True)
    monkeypatch.setattr(at_once, "TURN_WAIT_S", 0.05)
    held, entered = threading.Event(), threading.Event()

    class Slow(AppendTransaction):
        def lock_head(self, connection: sa.Connection) -> object:
            entered.set()
            assert held.wait(WAIT_S)
            return super().lock_head(connection)

    assert recorder._group is not None
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(recorder._group.append, Slow(LOG, [event(uuid4())], AT))
        assert entered.wait(WAIT_S)
        with pytest.raises(Unavailable):
            recorder.append([event(uuid4())], recorded_at=AT)
        held.set()
        first.result(WAIT_S)
    recorder.append([event(uuid4())], recorded_at=AT)
    assert positions(recorder) == [1, 2]


def test_a_writer_that_is_ended_frees_those_behind_it(database: Database) -> None:
    recorder = Recorder(database.events, LOG, grouped=True)

    class Ended(AppendTransaction):
        def lock_head(self, connection: sa.Connection) -> object:
            raise KeyboardInterrupt

    assert recorder._group is not None
    with pytest.raises(KeyboardInterrupt):
        recorder._group.append(Ended(LOG, [event(uuid4())], AT))
    recorder.append([event(uuid4())], recorded_at=AT)
    assert positions(recorder) == [1]
