"""Guard: the line is cut at COMMIT and one event is stored; a blind retry stores two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
import sqlalchemy as sa

from shared.contracts.shapes import Done
from shared.eventstore.append import AppendTransaction
from shared.eventstore.appending import Appended
from shared.eventstore.database import Database, open_database
from shared.eventstore.log import Change, EventLog, LogEntry
from shared.eventstore.recorder import Recorder
from shared.ids import new_id
from tests.integration.eventstore.conftest import Desk, call, desk_on
from tests.integration.eventstore.cutting_proxy import Cut, CuttingProxy
from tests.integration.eventstore.notebook.domain import Notebook, opened
from tests.integration.eventstore.notebook.tables import LOG

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def url(postgres_url: str) -> str:
    return postgres_url


@pytest.fixture
def written(desk: Desk) -> UUID:
    """A stored notebook without a note."""
    notebook_id = new_id()
    desk.keys.create(notebook_id)
    desk.open(opened(notebook_id))
    return notebook_id


@pytest.fixture(params=["request", "reply"])
def cut_line(request: pytest.FixtureRequest, postgres_url: str) -> Iterator[tuple[CuttingProxy, Database]]:
    yield from line_cut(postgres_url, request.param)


@pytest.fixture
def reply_cut(postgres_url: str) -> Iterator[tuple[CuttingProxy, Database]]:
    yield from line_cut(postgres_url, "reply")


def line_cut(url: str, cut: Cut) -> Iterator[tuple[CuttingProxy, Database]]:
    with CuttingProxy(url, cut) as proxy:
        database = open_database(proxy.url, "notebook")
        yield proxy, database
        database.close()


def write_a_note(log: EventLog, notebook_id: UUID, key: str) -> Done:
    def work() -> Change:
        notebook = log.load(Notebook, notebook_id)
        notebook.write("a note", AT)
        return Change(Done(id=str(notebook_id)), [notebook], log=[LogEntry(notebook_id, "written", {})])

    return log.command(call(key), Done, work)


@pytest.mark.parametrize("key", ["a-key", ""])
def test_a_command_cut_at_commit_happens_once(
    key: str, desk: Desk, written: UUID, cut_line: tuple[CuttingProxy, Database]
) -> None:
    proxy, database = cut_line
    there = desk_on(database, desk.keys)
    assert write_a_note(there.log, written, key) == Done(id=str(written))
    assert proxy.cuts == 1
    assert desk.log.load(Notebook, written).notes == ["a note"]
    assert [row.number for row in desk.log.read_log(written)] == [1]
    assert desk.log.read_facts(0, 10).head == 2


def test_log_lines_alone_cut_at_commit_are_stored_once(
    desk: Desk, written: UUID, reply_cut: tuple[CuttingProxy, Database]
) -> None:
    proxy, database = reply_cut
    there = desk_on(database, desk.keys)
    there.log.command(call(), Done, lambda: Change(Done(), log=[LogEntry(written, "refused", {})]))
    assert proxy.cuts == 1
    assert len(desk.log.read_log(written)) == 1


class _Blind(AppendTransaction):
    """The mutant: an insert that failed is inserted again, whatever became of the first."""

    def is_recorded(self, connection: sa.Connection, plan: Appended) -> bool:
        return False

    def _refuse_a_second_time(self, connection: sa.Connection) -> None:
        """Asks nothing."""


class _BlindRecorder(Recorder):
    transaction = _Blind


def test_the_mutant_that_retries_blindly_writes_twice(
    desk: Desk, written: UUID, reply_cut: tuple[CuttingProxy, Database]
) -> None:
    _, database = reply_cut
    log = EventLog(_BlindRecorder(database.events, LOG), desk.log.mapper, desk.clock)
    write_a_note(log, written, "")
    assert desk.log.load(Notebook, written).notes == ["a note", "a note"]
