"""A consumer that starts at nothing while facts are being said, that lost messages, or whose producer was
restored: it ends where the producer is, each fact applied."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from shared.contracts.shapes import PublishedFact
from shared.eventstore.appending import FactLine
from shared.eventstore.database import Database, open_database
from shared.eventstore.fact_consumer import FactConsumer
from shared.eventstore.migrate import migrate
from shared.eventstore.recorder import Recorder
from shared.messaging.doorbell import Doorbell
from shared.messaging.relay import Relay
from shared.messaging.relay_position import RelayPositions
from shared.messaging.subscription import Subscription
from shared.messaging.tables import relay_tables
from tests.integration.eventstore.notebook.tables import (
    CONSUMER_POSITION,
    ECHO,
    LOG,
    PARKED_FACT,
    SERVICE,
)
from tests.integration.messaging.test_facts_travel import running, until

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
WRITERS = 2
POISON = "poison"


@dataclass
class Town:
    """A producer on PostgreSQL with its relay, and consumers of its facts."""

    database: Database
    amqp_url: str
    bell: Doorbell = field(default_factory=Doorbell)

    def __post_init__(self) -> None:
        self.producer = Recorder(self.database.events, LOG)
        self.producer.on_append(self.bell.ring)
        metadata = sa.MetaData()
        self._relay_position = relay_tables(metadata)
        metadata.create_all(self.database.events)

    def relay(self) -> Relay:
        positions = RelayPositions(self.database.events, self._relay_position, "notebook")
        return Relay("notebook", "idf", self.producer.read_facts, positions, self.amqp_url, self.bell)

    def follow(self, consumer: FactConsumer, every_s: float = 20.0) -> Subscription:
        return Subscription(consumer, self.amqp_url, self.producer.read_facts, every_s)

    def consumer(self) -> FactConsumer:
        return FactConsumer(
            "reader", "notebook", self.database.views, CONSUMER_POSITION, write, parked=PARKED_FACT
        )

    def say(self, number: int, kind: str = "noted") -> None:
        lines = [FactLine(f"notebook.{kind}", 1, f"s-{n % 5}", n, "{}") for n in range(number)]
        self.producer.append([], recorded_at=NOW, facts=lines)

    def head(self) -> tuple[str, int]:
        page = self.producer.read_facts(0, 1)
        return page.epoch, page.head

    def applied(self) -> list[tuple[int, str]]:
        with self.database.views.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.select(ECHO).order_by(ECHO.c.position))]

    def parked(self) -> int:
        with self.database.views.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(PARKED_FACT)) or 0

    def restore(self, position: int) -> None:
        """As a backup taken at `position` would leave it: later facts are gone, the epoch is another."""
        with self.database.events.begin() as connection:
            connection.execute(sa.delete(LOG.feed).where(LOG.feed.c.position > position))
            connection.execute(sa.update(LOG.feed_head).values(epoch="restored", feed_position=position))


def write(connection: sa.Connection, fact: PublishedFact) -> None:
    """Says what the fact said, whether or not its position said something before."""
    if POISON in fact.type:
        raise ValueError(POISON)
    connection.execute(sa.delete(ECHO).where(ECHO.c.position == fact.position))
    connection.execute(sa.insert(ECHO), {"position": fact.position, "type": fact.type})


@pytest.fixture
def town(postgres_url: str, amqp_url: str) -> Iterator[Town]:
    database = open_database(postgres_url, "notebook")
    migrate(database, SERVICE)
    yield Town(database, amqp_url)
    database.close()


@contextmanager
def talking(say: Callable[[], Any]) -> Iterator[None]:
    """WRITERS threads say facts all the time."""
    stop = threading.Event()

    def talk() -> None:
        while not stop.is_set():
            say()

    threads = [threading.Thread(target=talk) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(20)


def positions_of(town: Town) -> list[int]:
    return [position for position, _ in town.applied()]


@pytest.mark.timeout(120)
def test_a_new_consumer_catches_up_while_facts_are_being_said(town: Town) -> None:
    town.say(400)
    consumer = town.consumer()
    with running(town.relay()):
        with talking(lambda: town.say(3)):
            until(lambda: town.head()[1] > 600)
            with running(town.follow(consumer)):
                begun_at = town.head()[1]
                until(lambda: consumer.position()[1] > begun_at + 300)
        with running(town.follow(consumer)):
            until(lambda: consumer.position() == town.head())
    assert positions_of(town) == list(range(1, town.head()[1] + 1))
    assert town.parked() == 0


@pytest.mark.timeout(120)
def test_messages_lost_at_the_end_are_found_by_comparing_with_the_head(town: Town, channel: Any) -> None:
    """No gap tells of them: nothing comes after."""
    consumer = town.consumer()
    with running(town.follow(consumer, every_s=1.0)):
        town.say(10)  # nobody relays: as if every message were lost
        until(lambda: consumer.position() == town.head())
    assert positions_of(town) == list(range(1, 11))


@pytest.mark.timeout(120)
def test_messages_lost_in_the_middle_are_found_by_their_gap(town: Town, channel: Any) -> None:
    consumer, relay = town.consumer(), town.relay()
    with running(relay, town.follow(consumer)):
        town.say(20)
        until(lambda: consumer.position() == town.head())
    with running(relay):
        town.say(20)
        until(lambda: int(channel.queue_declare("reader.notebook", passive=True).message_count) == 20)
    channel.queue_purge("reader.notebook")
    with running(relay, town.follow(consumer)):
        town.say(20)
        until(lambda: consumer.position() == town.head())
    assert positions_of(town) == list(range(1, 61))


@pytest.mark.timeout(120)
def test_after_a_restore_everything_is_applied_again(town: Town) -> None:
    consumer = town.consumer()
    with running(town.relay(), town.follow(consumer, every_s=1.0)), talking(lambda: town.say(1)):
        until(lambda: consumer.position()[1] > 150)
    with running(town.follow(consumer)):
        until(lambda: consumer.position() == town.head())
    before = town.head()[1]
    town.restore(100)
    town.say(20, "said_since")
    with running(town.relay(), town.follow(consumer, every_s=1.0)):
        until(lambda: consumer.position() == ("restored", 120))
        town.say(5, "said_since")
        until(lambda: consumer.position() == ("restored", 125))
    applied = town.applied()
    assert [kind for _, kind in applied[:125]] == ["notebook.noted"] * 100 + ["notebook.said_since"] * 25
    assert len(applied) == before, "what the backup lacks stays: the producer says nothing of it"
    assert town.parked() == 0


@pytest.mark.timeout(120)
def test_a_poisoned_fact_neither_stops_nor_is_lost_under_traffic(town: Town) -> None:
    consumer = town.consumer()
    with running(town.relay(), town.follow(consumer)):
        with talking(lambda: town.say(3)):
            for _ in range(5):
                town.say(1, POISON)
            begun_at = town.head()[1]
            until(lambda: consumer.position()[1] > begun_at + 100)
        until(lambda: consumer.position() == town.head())
    with town.database.views.connect() as connection:
        rows = connection.execute(sa.select(PARKED_FACT).order_by(PARKED_FACT.c.position)).all()
    at_fault = [row for row in rows if not row.held]
    assert [row.reason for row in at_fault] == ["ValueError"]
    assert {row.subject for row in rows} == {"s-0"}, "the five are of one subject: four wait behind the first"
    assert len(positions_of(town)) + len(rows) == town.head()[1]
