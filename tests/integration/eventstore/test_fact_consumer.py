"""Consuming facts: each once and in order, from batches that come twice or with holes, and from the feed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
import pytest
import sqlalchemy as sa

from shared.contracts.shapes import FeedPage, PublishedFact
from shared.eventstore.database import Database
from shared.eventstore.fact_consumer import PAGE, FactConsumer, Gap
from tests.integration.eventstore.conftest import Desk
from tests.integration.eventstore.notebook.domain import Notebook
from tests.integration.eventstore.notebook.tables import CONSUMER_POSITION, ECHO
from tests.integration.eventstore.test_projection import fill, rows


def fact(position: int) -> PublishedFact:
    return PublishedFact(
        position=position,
        type="notebook.note_written",
        version=1,
        subject="s",
        subject_version=position,
        data=msgspec.Raw(b"{}"),
        recorded_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
    )


def echo(connection: sa.Connection, told: PublishedFact) -> None:
    connection.execute(sa.delete(ECHO).where(ECHO.c.position == told.position))
    connection.execute(sa.insert(ECHO), {"position": told.position, "type": told.type})


@pytest.fixture
def consumer(database: Database) -> FactConsumer:
    return FactConsumer("reader", "notebook", database.views, CONSUMER_POSITION, echo)


def test_facts_that_come_again_are_skipped(consumer: FactConsumer, database: Database) -> None:
    assert consumer.position() == ("", 0)
    assert consumer.apply_batch("e", [fact(1), fact(2)]) == 2
    assert consumer.apply_batch("e", [fact(1), fact(2), fact(3)]) == 1
    assert consumer.apply_batch("e", [fact(2)]) == 0
    assert consumer.position() == ("e", 3)
    assert len(rows(database, ECHO)) == 3


@pytest.mark.parametrize("facts", [[fact(2)], [fact(1), fact(3)], [fact(2), fact(1)]])
def test_a_missing_fact_is_a_gap_and_nothing_is_stored(
    facts: Sequence[PublishedFact], consumer: FactConsumer, database: Database
) -> None:
    with pytest.raises(Gap):
        consumer.apply_batch("e", facts)
    assert consumer.position() == ("", 0)
    assert rows(database, ECHO) == []


def test_a_fact_that_fails_leaves_the_whole_batch_for_later(database: Database) -> None:
    def fails_at_two(connection: sa.Connection, told: PublishedFact) -> None:
        echo(connection, told)
        if told.position == 2:
            raise ValueError("two")

    consumer = FactConsumer("reader", "notebook", database.views, CONSUMER_POSITION, fails_at_two)
    with pytest.raises(ValueError, match="two"):
        consumer.apply_batch("e", [fact(1), fact(2)])
    assert consumer.position() == ("", 0)
    assert rows(database, ECHO) == []


def test_what_must_come_before_is_told_only_new_facts(database: Database) -> None:
    seen: list[int] = []
    consumer = FactConsumer(
        "reader",
        "notebook",
        database.views,
        CONSUMER_POSITION,
        echo,
        before=lambda facts: seen.extend(told.position for told in facts),
    )
    consumer.apply_batch("e", [fact(1)])
    consumer.apply_batch("e", [fact(1), fact(2)])
    assert seen == [1, 2]


def test_a_new_consumer_catches_up_from_the_feed(
    consumer: FactConsumer, desk: Desk, database: Database, notebook: Notebook
) -> None:
    fill(desk, notebook, PAGE + 4)
    assert consumer.catch_up(desk.log.read_facts) == PAGE + 5
    assert consumer.catch_up(desk.log.read_facts) == 0
    assert consumer.position() == (desk.log.epoch(), PAGE + 5)
    assert len(rows(database, ECHO)) == PAGE + 5


def test_a_new_epoch_is_applied_from_the_start(consumer: FactConsumer, database: Database) -> None:
    consumer.apply_batch("old", [fact(1), fact(2), fact(3)])
    with pytest.raises(Gap):
        consumer.apply_batch("new", [fact(4)])

    def reader(after: int, limit: int) -> FeedPage:
        return FeedPage(epoch="new", head=2, facts=[fact(n) for n in (1, 2) if n > after][:limit])

    assert consumer.catch_up(reader) == 2
    assert consumer.position() == ("new", 2)
