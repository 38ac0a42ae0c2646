"""The notebook service's database, migrated, in both dialects; and what stands on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.clock import FrozenClock
from shared.contracts.shapes import Done
from shared.eventstore.database import Database, open_database
from shared.eventstore.keys_in_memory import InMemorySubjectKeys
from shared.eventstore.log import Change, EventLog
from shared.eventstore.recorder import Recorder
from shared.eventstore.sealed import SealedMapper
from shared.ids import new_id
from shared.rpc.call import Actor, Call
from shared.testing.migrated import migrated
from tests.integration.eventstore.notebook.domain import Notebook, facts, opened
from tests.integration.eventstore.notebook.tables import LOG, SERVICE

DIALECTS = ("sqlite", "postgresql")


@pytest.fixture(params=DIALECTS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty place for a service's data."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/var"
    address: str = request.getfixturevalue("postgres_url")
    return address


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened_database = open_database(url, "notebook")
    migrated(opened_database, SERVICE)
    yield opened_database
    opened_database.close()


@dataclass
class Desk:
    """Everything one process of the notebook service has."""

    log: EventLog
    keys: InMemorySubjectKeys
    clock: FrozenClock
    recorder: Recorder

    def open(self, notebook: Notebook, key: str = "") -> Done:
        return self.log.command(call(key), Done, lambda: Change(Done(id=str(notebook.id)), [notebook]))


@pytest.fixture
def desk(database: Database) -> Desk:
    return desk_on(database)


def desk_on(database: Database, keys: InMemorySubjectKeys | None = None) -> Desk:
    keys, clock = keys or InMemorySubjectKeys(), FrozenClock(datetime(2026, 3, 1, 9, tzinfo=UTC))
    recorder = Recorder(database.events, LOG)
    return Desk(EventLog(recorder, SealedMapper(keys), clock, facts), keys, clock, recorder)


def call(key: str = "", digest: str = "digest", actor: str = "a-holder") -> Call:
    return Call(actor=Actor(id=actor, kind="holder"), key=key, digest=digest)


@pytest.fixture
def notebook(desk: Desk) -> Notebook:
    """A notebook whose key exists, not yet stored."""
    notebook_id = new_id()
    desk.keys.create(notebook_id)
    return opened(notebook_id)
