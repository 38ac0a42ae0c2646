"""Guard: once a person is erased, nothing of theirs is read from cache, view, log, reply or tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from shared.contracts.shapes import Done
from shared.eventstore.aggregates import Aggregates
from shared.eventstore.appending import EventStore
from shared.eventstore.database import Database
from shared.eventstore.log import Change, EventLog, LogEntry
from shared.eventstore.projection import ProjectionRunner
from shared.eventstore.sealed import SealedMapper
from shared.eventstore.view_position import digest
from shared.ids import new_id
from shared.problems import Refused
from tests.integration.eventstore.conftest import Desk, call, desk_on
from tests.integration.eventstore.notebook.domain import Notebook, facts, opened
from tests.integration.eventstore.notebook.tables import LOG, METADATA, NOTE_VIEW, NoteView

CANARY = "canari-7f3a"
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


@dataclass
class Person:
    """A person whose every stored word is the canary, seen by two processes."""

    id: UUID
    here: Desk
    there: Desk
    runner: ProjectionRunner
    database: Database

    def erase(self) -> None:
        self.here.keys.destroy(self.id)
        notebook = self.here.log.load(Notebook, self.id)
        notebook.close()
        self.here.log.command(call("erase"), Done, lambda: Change(Done(), [notebook]))
        self.runner.run_once()


@pytest.fixture
def person(database: Database, desk: Desk) -> Person:
    there = desk_on(database, desk.keys)
    runner = follow(database, desk.log)
    found = Person(new_id(), desk, there, runner, database)
    desk.keys.create(found.id)
    store_canaries(desk.log, found.id)
    there.log.load(Notebook, found.id)
    runner.run_once()
    return found


def follow(database: Database, log: EventLog) -> ProjectionRunner:
    return ProjectionRunner(log.store, log.mapper, database.views, LOG.projection_position, [NoteView()])


def store_canaries(log: EventLog, person_id: UUID) -> None:
    notebook = opened(person_id, owner=CANARY)
    notebook.write(CANARY, AT)
    change = Change(
        reply=Done(id=CANARY),
        aggregates=[notebook],
        log=[LogEntry(person_id, "written", {"who": CANARY})],
        sealed_for=person_id,
    )
    log.command(call("a-key"), Done, lambda: change)


def everything_in(database: Database) -> str:
    """Every row of every table, as text."""
    found = []
    for engine in database.engines():
        with engine.connect() as connection:
            for table in METADATA.sorted_tables:
                found += [repr(tuple(row)) for row in connection.execute(sa.select(table))]
    return "\n".join(found)


def test_a_living_person_is_read_everywhere(person: Person) -> None:
    assert person.there.log.load(Notebook, person.id).owner == CANARY
    assert person.here.log.read_log(person.id)[0].body == {"who": CANARY}
    assert person.here.log.command(call("a-key"), Done, Change) == Done(id=CANARY)
    assert CANARY in everything_in(person.database)  # the view alone keeps it in clear
    assert CANARY not in "".join(str(e.state) for e in person.here.recorder.select_events(person.id))


def test_nothing_of_an_erased_person_is_read(person: Person) -> None:
    person.erase()
    for desk in (person.here, person.there):
        notebook = desk.log.load(Notebook, person.id)
        assert CANARY not in repr(notebook)
        assert not notebook.owner
        assert str(notebook.notes[0]) == ""
        assert [row.body for row in desk.log.read_log(person.id)] == [None]
    assert CANARY not in everything_in(person.database)
    with pytest.raises(Refused, match="erased"):
        person.here.log.command(call("a-key"), Done, Change)


def test_an_erased_person_gets_nothing_more(person: Person) -> None:
    person.erase()

    def write() -> Change:
        notebook = person.here.log.load(Notebook, person.id)
        notebook.write("anything", AT)
        return Change(Done(), [notebook])

    with pytest.raises(Refused, match="erased"):
        person.here.log.command(call("late"), Done, write)
    with pytest.raises(Refused, match="erased"):
        person.here.keys.create(person.id)


def test_a_view_rebuilt_after_the_erasure_is_the_same(person: Person) -> None:
    person.erase()
    followed = digest(person.database.views, [NOTE_VIEW])
    person.runner.rebuild(NoteView())
    assert digest(person.database.views, [NOTE_VIEW]) == followed
    assert CANARY not in everything_in(person.database)


class _NeverEvicting(Aggregates):
    """The mutant: a cached aggregate is served whatever became of its subject's key."""

    def _cached(self, aggregate_id: UUID) -> Any:
        return self._cache.get(aggregate_id)


def test_the_mutant_cache_still_shows_the_erased(person: Person) -> None:
    cache = _NeverEvicting(person.there.recorder, person.there.log.mapper, person.there.clock)
    cache.load(person.id)
    person.erase()
    assert CANARY in repr(cache.load(person.id))


class _Unsealed(SealedMapper):
    """The mutant: what is stored is stored in clear, as an unsealed snapshot would be."""

    def subject_of(self, event: Any) -> UUID | None:
        return None


def test_the_mutant_that_stores_in_clear_still_shows_the_erased(database: Database, desk: Desk) -> None:
    store: EventStore = desk.recorder
    log = EventLog(store, _Unsealed(desk.keys), desk.clock, facts)
    person_id = new_id()
    desk.keys.create(person_id)
    store_canaries(log, person_id)
    desk.keys.destroy(person_id)
    assert CANARY in everything_in(database)
