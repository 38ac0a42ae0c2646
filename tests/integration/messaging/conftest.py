"""A feed of numbered facts, and a consumer with its own database, for relays and subscriptions on a real
broker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from shared.contracts.shapes import FeedPage, PublishedFact
from shared.eventstore.database import open_engine
from shared.eventstore.fact_consumer import FactConsumer
from shared.eventstore.tables import consumer_table
from shared.messaging.connection import connect

NOW = datetime(2031, 3, 4, tzinfo=UTC)
EPOCH = "11111111-2222-3333-4444-555555555555"


class NumberedFeed:
    """A feed whose fact n says n; `head` may grow; `asked` tells how often it was read; `down` makes it
    fail."""

    def __init__(self, head: int) -> None:
        self.head = head
        self.epoch = EPOCH
        self.asked = 0
        self.down = False

    def __call__(self, after: int, limit: int) -> FeedPage:
        self.asked += 1
        if self.down:
            raise OSError
        last = min(self.head, after + limit)
        facts = [self.fact(position) for position in range(after + 1, last + 1)]
        return FeedPage(epoch=self.epoch, head=self.head, facts=facts)

    def fact(self, position: int) -> PublishedFact:
        return PublishedFact(
            position=position,
            type="numbers.counted",
            version=1,
            subject=f"n-{position % 7}",
            subject_version=position,
            data=msgspec.Raw(b'{"n":%d}' % position),
            recorded_at=NOW,
        )


@pytest.fixture
def feed() -> NumberedFeed:
    return NumberedFeed(0)


class Ledger:
    """What the consumer applied, in the transaction of its position."""

    def __init__(self, engine: sa.Engine, table: sa.Table) -> None:
        self._engine = engine
        self._table = table

    def write(self, connection: sa.Connection, fact: PublishedFact) -> None:
        connection.execute(sa.insert(self._table), {"number": msgspec.json.decode(fact.data)["n"]})

    def numbers(self) -> list[int]:
        with self._engine.connect() as connection:
            return list(connection.scalars(sa.select(self._table.c.number).order_by(self._table.c.id)))


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[FactConsumer, Ledger]]:
    metadata = sa.MetaData()
    positions = consumer_table(metadata)
    table = sa.Table(
        "applied", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("number", sa.Integer)
    )
    engine = open_engine(f"sqlite:///{tmp_path}", "views.db")
    metadata.create_all(engine)
    ledger = Ledger(engine, table)
    yield FactConsumer("counter", "numbers", engine, positions, ledger.write), ledger
    engine.dispose()


@pytest.fixture
def consumer(made: tuple[FactConsumer, Ledger]) -> FactConsumer:
    return made[0]


@pytest.fixture
def ledger(made: tuple[FactConsumer, Ledger]) -> Ledger:
    return made[1]


@pytest.fixture
def channel(amqp_url: str) -> Iterator[Any]:
    """A plain channel to look at queues with."""
    connection = connect(amqp_url, "test")
    yield connection.channel()
    connection.close()


@pytest.fixture
def ready_in(channel: Any) -> Callable[[str], int]:
    """How many messages wait in a queue."""
    return lambda queue: int(channel.queue_declare(queue, passive=True).message_count)
