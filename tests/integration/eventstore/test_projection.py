"""Views follow the log: each event once, in order, whoever applies it; a view at fault stops alone."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any

import pytest
import sqlalchemy as sa

from shared.contracts.shapes import Done
from shared.eventstore.database import Database
from shared.eventstore.log import Change
from shared.eventstore.projection import (
    BATCH,
    FIRST_PAUSE_S,
    LONGEST_AWAY_PAUSE_S,
    LONGEST_PAUSE_S,
    ProjectionRunner,
)
from shared.eventstore.rows import Rows
from shared.eventstore.view import View
from shared.eventstore.view_position import digest
from tests.integration.eventstore.conftest import Desk, call
from tests.integration.eventstore.notebook.domain import Notebook
from tests.integration.eventstore.notebook.tables import ECHO, LOG, NOTE_VIEW, NoteView

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


class EchoView:
    """One row for each event; `poison` is a position it cannot apply."""

    name = "echo"
    tables = (ECHO,)

    def __init__(self, poison: int = 0) -> None:
        self.poison = poison

    def apply(self, rows: Rows, event: Any, position: int) -> None:
        rows.add(ECHO, {"position": position, "type": type(event).__name__})
        if position == self.poison:
            raise ValueError("a name that must not be logged")


def runner_of(desk: Desk, database: Database, views: Sequence[View], now: Any = None) -> ProjectionRunner:
    positions = LOG.projection_position
    runner = ProjectionRunner(desk.log.store, desk.log.mapper, database.views, positions, views)
    if now is not None:
        runner._monotonic = now
    return runner


def fill(desk: Desk, notebook: Notebook, notes: int) -> None:
    for number in range(notes):
        notebook.write(f"note {number}", AT)
    desk.open(notebook)


def rows(database: Database, table: sa.Table) -> list[Any]:
    with database.views.connect() as connection:
        return list(connection.execute(sa.select(table).order_by(*table.primary_key.columns)))


def test_a_view_follows_in_batches(desk: Desk, database: Database, notebook: Notebook) -> None:
    fill(desk, notebook, BATCH + 9)
    runner = runner_of(desk, database, [NoteView(), EchoView()])
    assert [runner.run_once(), runner.run_once(), runner.run_once()] == [2 * BATCH, 20, 0]
    assert len(rows(database, NOTE_VIEW)) == BATCH + 9
    assert [row.position for row in rows(database, ECHO)] == list(range(1, BATCH + 11))


def test_replicas_share_the_work_without_applying_twice(
    desk: Desk, database: Database, notebook: Notebook
) -> None:
    fill(desk, notebook, 50)
    runners = [runner_of(desk, database, [EchoView()]) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(lambda runner: runner.run_once(), runners)) == 51
    assert len(rows(database, ECHO)) == 51


def test_a_view_at_fault_stops_alone_and_says_no_value(
    desk: Desk, database: Database, notebook: Notebook, caplog: pytest.LogCaptureFixture
) -> None:
    fill(desk, notebook, 9)
    poisoned, sound = EchoView(poison=4), NoteView()
    elapsed = [0.0]
    runner = runner_of(desk, database, [poisoned, sound], lambda: elapsed[0])
    runner.run_once()
    assert len(rows(database, ECHO)) == 3
    assert len(rows(database, NOTE_VIEW)) == 9
    assert "stopped at event 4 (ValueError)" in caplog.text
    assert "must not be logged" not in caplog.text
    poisoned.poison = 0
    assert runner.run_once() == 0  # it waits before trying again
    elapsed[0] = LONGEST_PAUSE_S
    assert runner.run_once() == 7
    assert len(rows(database, ECHO)) == 10


class AwayView(EchoView):
    """Its database has gone, and comes back when told."""

    is_away = True

    def apply(self, rows: Rows, event: Any, position: int) -> None:
        if self.is_away:
            raise sa.exc.OperationalError("insert", {}, OSError("server closed the connection"))
        super().apply(rows, event, position)


def test_a_view_goes_on_within_two_seconds_of_its_database_s_return(
    desk: Desk, database: Database, notebook: Notebook
) -> None:
    fill(desk, notebook, 3)
    view, elapsed = AwayView(), [0.0]
    runner = runner_of(desk, database, [view], lambda: elapsed[0])
    while elapsed[0] < LONGEST_PAUSE_S * 2:  # away for a minute, tried at every turn
        assert runner.run_once() == 0
        elapsed[0] += FIRST_PAUSE_S
    view.is_away = False
    elapsed[0] += LONGEST_AWAY_PAUSE_S
    assert runner.run_once() == 4


def test_a_rebuilt_view_has_the_same_digest(desk: Desk, database: Database, notebook: Notebook) -> None:
    fill(desk, notebook, 9)
    runner = runner_of(desk, database, [NoteView()])
    runner.run_once()
    followed = digest(database.views, [NOTE_VIEW])
    with database.views.begin() as connection:
        connection.execute(sa.update(NOTE_VIEW).values(text="altered"))
    assert digest(database.views, [NOTE_VIEW]) != followed
    assert runner.rebuild(NoteView()) == 10
    assert digest(database.views, [NOTE_VIEW]) == followed


def test_a_restored_log_has_its_views_rebuilt(desk: Desk, database: Database, notebook: Notebook) -> None:
    fill(desk, notebook, 3)
    runner = runner_of(desk, database, [EchoView()])
    runner.run_once()
    with database.events.begin() as connection:
        connection.execute(sa.update(LOG.feed_head).values(epoch="another"))
    assert runner.run_once() == 4
    assert len(rows(database, ECHO)) == 4


def test_a_reader_waits_for_its_own_write(desk: Desk, database: Database, notebook: Notebook) -> None:
    runner = runner_of(desk, database, [NoteView()])
    stop = Event()
    following = Thread(target=runner.run, args=(stop,))
    following.start()
    try:
        desk.log.command(call(), Done, lambda: Change(Done(), [notebook]))
        assert runner.wait_for(desk.log.position(), timeout_s=5)
        assert not runner.wait_for(desk.log.position() + 1, timeout_s=0.01)
    finally:
        stop.set()
        following.join(5)
    assert not following.is_alive()
