"""Rebuilding a view beside itself: equal digests, under load too; readers always find the whole view."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.shapes import Done
from shared.eventstore import rebuild as rebuild_module
from shared.eventstore.database import Database
from shared.eventstore.log import Change
from shared.eventstore.projection import ProjectionRunner
from shared.eventstore.rebuild import Rebuild, run_together
from shared.eventstore.view_position import digest, read_position
from shared.ids import new_id
from shared.problems import Conflict
from tests.integration.eventstore.conftest import Desk, call
from tests.integration.eventstore.notebook.domain import Notebook, opened
from tests.integration.eventstore.notebook.tables import ECHO, LOG, NOTE_VIEW, NoteView
from tests.integration.eventstore.test_projection import AT, EchoView, fill, rows, runner_of

NOTES = 40
BATCH = 7


@pytest.fixture(autouse=False)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild_module, "BATCH", BATCH)
    monkeypatch.setattr(rebuild_module, "NEAR_EVENTS", BATCH)


@pytest.fixture
def runner(desk: Desk, database: Database, notebook: Notebook, small_batches: None) -> ProjectionRunner:
    """A runner whose view has followed NOTES notes."""
    fill(desk, notebook, NOTES)
    made = runner_of(desk, database, [NoteView()])
    while made.run_once():
        pass
    return made


def rebuild_of(runner: ProjectionRunner) -> Rebuild:
    return runner.rebuild_of(runner.views[0])


def spoil(database: Database) -> None:
    with database.views.begin() as connection:
        connection.execute(sa.update(NOTE_VIEW).where(NOTE_VIEW.c.number == 3).values(text="altered"))


def test_a_rebuilt_view_is_the_view(runner: ProjectionRunner, database: Database, desk: Desk) -> None:
    before = digest(database.views, [NOTE_VIEW])
    seen: list[tuple[int, int]] = []
    assert rebuild_of(runner).run(lambda done, head: seen.append((done, head))) == NOTES + 1
    assert rebuild_of(runner).run() == NOTES + 1
    assert digest(database.views, [NOTE_VIEW]) == before
    assert seen[0][0] == BATCH
    assert seen[-1][1] == NOTES + 1
    known = read_position(database.views, LOG.projection_position, "note_view")
    assert known == (desk.log.epoch(), NOTES + 1)


def test_a_view_that_differs_is_found_and_put_right(runner: ProjectionRunner, database: Database) -> None:
    assert rebuild_of(runner).digests().equal
    spoil(database)
    assert not rebuild_of(runner).digests().equal
    rebuild_of(runner).run()
    assert rebuild_of(runner).digests().equal


def test_what_was_interrupted_goes_on_where_it_stopped(runner: ProjectionRunner, database: Database) -> None:
    spoil(database)

    def cut(done: int, head: int) -> None:
        if done > 2 * BATCH:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_of(runner).run(cut)
    seen: list[int] = []
    rebuild_of(runner).run(lambda done, _head: seen.append(done))
    assert seen[0] == 4 * BATCH
    assert rebuild_of(runner).digests().equal
    rebuild_of(runner).run(lambda done, _head: seen.append(done), from_start=True)
    assert seen.count(BATCH) == 1


def test_what_other_code_began_is_begun_again(
    runner: ProjectionRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RuntimeError):
        rebuild_of(runner).run(_fail)
    monkeypatch.setattr("shared.eventstore.shadow.fingerprint", lambda _view: "another")
    seen: list[int] = []
    rebuild_of(runner).run(lambda done, _head: seen.append(done))
    assert seen[0] == BATCH


def _fail(done: int, head: int) -> None:
    raise RuntimeError


def test_a_view_that_cannot_be_rebuilt_stays_as_it_was(
    desk: Desk, database: Database, notebook: Notebook, small_batches: None
) -> None:
    fill(desk, notebook, NOTES)
    view = EchoView()
    runner = runner_of(desk, database, [view])
    while runner.run_once():
        pass
    before = digest(database.views, view.tables)
    view.poison = 20
    with pytest.raises(ValueError, match="must not be logged"):
        runner.rebuild_of(view).run()
    assert digest(database.views, view.tables) == before


def test_views_are_rebuilt_together_in_one_pass_and_go_on_where_each_stopped(
    desk: Desk, database: Database, notebook: Notebook, small_batches: None
) -> None:
    fill(desk, notebook, NOTES)
    echo = EchoView()
    runner = runner_of(desk, database, [NoteView(), echo])
    while runner.run_once():
        pass
    spoil(database)
    with database.views.begin() as connection:
        connection.execute(sa.delete(ECHO).where(ECHO.c.position > 3))
    both = [runner.rebuild_of(view) for view in runner.views]
    echo.poison = 2 * BATCH + 1
    with pytest.raises(ValueError, match="must not be logged"):
        run_together(both)
    echo.poison = 0
    seen: list[int] = []
    assert run_together(both, lambda done, _head: seen.append(done)) == [NOTES + 1, NOTES + 1]
    assert seen[0] == 3 * BATCH, "the notes were a page ahead, the echo was not: one pass from where it was"
    assert [one.digests().equal for one in both] == [True, True]


class NamingView(NoteView):
    """The notes, by a view that names the events it uses."""

    events = (Notebook.Written, Notebook.Closed)


def test_a_view_that_names_its_events_is_given_no_other(
    desk: Desk, database: Database, notebook: Notebook, small_batches: None
) -> None:
    fill(desk, notebook, NOTES)
    view = NamingView()
    runner = runner_of(desk, database, [view])
    while runner.run_once():
        pass
    given: list[Any] = []
    apply = view.apply
    view.apply = lambda rows, event, position: (given.append(type(event)), apply(rows, event, position))[1]  # type: ignore[method-assign]
    found = runner.rebuild_of(view).digests()
    assert found.equal
    assert found.position == NOTES + 1
    assert {kind.__qualname__ for kind in given} == {"Notebook.Written"}
    assert len(given) == NOTES


def test_a_view_is_rebuilt_by_one_at_a_time(runner: ProjectionRunner) -> None:
    def second(done: int, head: int) -> None:
        with pytest.raises(Conflict):
            rebuild_of(runner).run()

    rebuild_of(runner).run(second)


def test_a_restored_log_is_rebuilt_from_its_start(runner: ProjectionRunner, database: Database) -> None:
    with pytest.raises(RuntimeError):
        rebuild_of(runner).run(_fail)
    with database.events.begin() as connection:
        connection.execute(sa.update(LOG.feed_head).values(epoch="another"))
    seen: list[int] = []
    rebuild_of(runner).run(lambda done, _head: seen.append(done))
    assert seen[0] == BATCH
    assert read_position(database.views, LOG.projection_position, "note_view") == ("another", NOTES + 1)


@contextmanager
def beside(*works: Callable[[], Any]) -> Iterator[list[BaseException]]:
    """Do each of `works` again and again in a thread; what they raise is in the list."""
    stop, raised = threading.Event(), list[BaseException]()

    def again(work: Callable[[], Any]) -> None:
        while not stop.is_set():
            try:
                work()
            except Exception as why:  # noqa: BLE001 - shown by the test
                raised.append(why)
                return

    threads = [threading.Thread(target=again, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield raised
    finally:
        stop.set()
        for thread in threads:
            thread.join(20)


@pytest.mark.timeout(120)
def test_under_load_nothing_is_missed_and_readers_find_the_whole_view(
    runner: ProjectionRunner, desk: Desk, database: Database, notebook: Notebook
) -> None:
    spoil(database)
    counts: list[int] = []

    def write() -> None:
        def work() -> Change:
            found = desk.log.load(Notebook, notebook.id)
            found.write("another", AT)
            return Change(Done(), [found])

        desk.log.command(call(), Done, work)

    def read() -> None:
        with database.views.connect() as connection:
            query = sa.select(sa.func.count()).select_from(NOTE_VIEW)
            counts.append(connection.execute(query).scalar_one())

    with beside(write, read, runner.run_once) as raised:
        for _ in range(3):
            rebuild_of(runner).run()
            assert rebuild_of(runner).digests().equal
    assert raised == []
    assert counts == sorted(counts), "a reader saw a view with less in it"
    assert counts[0] >= NOTES
    while runner.run_once():
        pass
    last = rebuild_of(runner).digests()
    assert last.equal
    assert last.position == desk.log.position() > NOTES + 1
    assert len(rows(database, NOTE_VIEW)) == desk.log.position() - 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["write", "close", "follow", "rebuild"])), max_size=30
    )
)
def test_whatever_happened_a_view_equals_its_rebuild(
    desk: Desk, database: Database, small_batches: None, story: list[tuple[int, str]]
) -> None:
    runner = runner_of(desk, database, [NoteView()])
    ids = []
    for _ in range(4):
        ids.append(new_id())
        desk.keys.create(ids[-1])
        desk.open(opened(ids[-1]))
    for which, what in story:
        if what == "follow":
            runner.run_once()
        elif what == "rebuild":
            rebuild_of(runner).run()
        else:
            notebook = desk.log.load(Notebook, ids[which])
            notebook.write("note", AT) if what == "write" else notebook.close()
            desk.open(notebook)
    while runner.run_once():
        pass
    assert rebuild_of(runner).digests().equal
