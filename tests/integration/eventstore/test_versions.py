"""A fact that changes is said in both versions, at one position: whoever reads either misses none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

import msgspec
import pytest
import sqlalchemy as sa

from shared.clock import FrozenClock
from shared.contracts.shapes import Done, Fact, PublishedFact
from shared.eventstore.database import Database
from shared.eventstore.fact_consumer import FactConsumer
from shared.eventstore.keys_in_memory import InMemorySubjectKeys
from shared.eventstore.log import Change, EventLog
from shared.eventstore.recorder import Recorder
from shared.eventstore.sealed import SealedMapper
from shared.ids import new_id
from shared.messaging.envelope import seal, unseal
from shared.messaging.subscription import follow_on
from tests.integration.eventstore.conftest import call
from tests.integration.eventstore.notebook.domain import Notebook, NoteWritten, opened
from tests.integration.eventstore.notebook.tables import CONSUMER_POSITION, LOG

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
NOTES = 3


class NoteWrittenV2(Fact, frozen=True, kw_only=True):
    """`number` is called `rank` since."""

    TYPE: ClassVar[str] = NoteWritten.TYPE
    VERSION: ClassVar[int] = 2
    SUBJECT: ClassVar[str] = "notebook_id"
    notebook_id: str
    rank: int


def in_both_versions(happened: Any) -> Sequence[Fact]:
    """How a producer translates while a fact changes."""
    if not isinstance(happened, Notebook.Written):
        return []
    notebook_id, number = str(happened.originator_id), happened.originator_version
    return [
        NoteWritten(notebook_id=notebook_id, number=number),
        NoteWrittenV2(notebook_id=notebook_id, rank=number),
    ]


@pytest.fixture
def log(database: Database) -> EventLog:
    keys = InMemorySubjectKeys()
    log = EventLog(Recorder(database.events, LOG), SealedMapper(keys), FrozenClock(AT), in_both_versions)
    notebook = opened(new_id())
    keys.create(notebook.id)
    for number in range(NOTES):
        notebook.write(f"note {number}", AT)
    log.command(call(), Done, lambda: Change(Done(), [notebook]))
    return log


class Reader:
    """A consumer that knows one version."""

    def __init__(self, database: Database, kind: type[Fact]) -> None:
        self.heard: list[Any] = []
        self._kind = kind
        self.consumer = FactConsumer(
            f"reader-{kind.VERSION}", "notebook", database.views, CONSUMER_POSITION, self._apply
        )

    def _apply(self, _connection: sa.Connection, fact: PublishedFact) -> None:
        if fact.is_a(self._kind):
            self.heard.append(fact.read(self._kind))


def test_both_versions_stand_at_one_position_and_the_next_follows_without_gap(log: EventLog) -> None:
    page = log.read_facts(0, 10)
    assert page.head == NOTES
    assert [(fact.position, fact.version) for fact in page.facts] == [
        (1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2),
    ]  # fmt: skip
    assert len({msgspec.json.decode(seal("idf", "n", page.epoch, fact))["id"] for fact in page.facts}) == 6


@pytest.mark.parametrize("kind", [NoteWritten, NoteWrittenV2], ids=["v1", "v2"])
def test_a_reader_of_either_version_reads_each_fact_once(
    log: EventLog, database: Database, kind: type[Fact]
) -> None:
    reader = Reader(database, kind)
    for _ in range(2):
        reader.consumer.catch_up(log.read_facts)
    assert len(reader.heard) == NOTES
    assert reader.consumer.position()[1] == NOTES


@pytest.mark.parametrize("kind", [NoteWritten, NoteWrittenV2], ids=["v1", "v2"])
@pytest.mark.parametrize("cut", range(1, 6))
def test_a_batch_cut_between_two_versions_misses_none(
    log: EventLog, database: Database, kind: type[Fact], cut: int
) -> None:
    """What the queue brings is cut anywhere; where a batch ends within a position, the feed has the rest."""
    reader, page = Reader(database, kind), log.read_facts(0, 10)
    delivered = [unseal(seal("idf", "notebook", page.epoch, fact)) for fact in page.facts]
    for batch in (delivered[:cut], delivered[cut:]):
        epoch, facts, complete = follow_on(reader.consumer.position(), batch)
        reader.consumer.apply_batch(epoch, facts)
        if not complete:
            reader.consumer.catch_up(log.read_facts)
    assert len(reader.heard) == NOTES
