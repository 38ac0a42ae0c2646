"""Relay and subscription on a real broker: everything arrives, once, in order, whatever is cut."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import amqp
import pytest
import sqlalchemy as sa
from prometheus_client import REGISTRY

from shared.eventstore.database import open_engine
from shared.eventstore.fact_consumer import FactConsumer
from shared.messaging.connection import send
from shared.messaging.doorbell import Doorbell
from shared.messaging.envelope import seal
from shared.messaging.relay import Relay
from shared.messaging.relay_position import RelayPositions
from shared.messaging.subscription import Subscription
from shared.messaging.tables import relay_tables
from shared.messaging.topology import FACTS_EXCHANGE, declare_fact_queue

WAIT_MAX_S = 20.0


def until(holds: Callable[[], bool]) -> None:
    """Look every 20 ms, for at most WAIT_MAX_S."""
    pause, end = threading.Event(), time.monotonic() + WAIT_MAX_S
    while not holds():
        assert time.monotonic() < end, "it never happened"
        pause.wait(0.02)


@contextmanager
def running(*loops: Any) -> Iterator[None]:
    stop = threading.Event()
    threads = [threading.Thread(target=loop.run, args=(stop,)) for loop in loops]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)
        assert not any(thread.is_alive() for thread in threads)


@pytest.fixture
def positions(tmp_path: Path) -> Iterator[RelayPositions]:
    metadata = sa.MetaData()
    table = relay_tables(metadata)
    engine = open_engine(f"sqlite:///{tmp_path}", "events.db")
    metadata.create_all(engine)
    yield RelayPositions(engine, table, "numbers")
    engine.dispose()


@pytest.fixture
def bell() -> Doorbell:
    return Doorbell()


@pytest.fixture
def relay(amqp_url: str, feed: Any, positions: RelayPositions, bell: Doorbell) -> Relay:
    return Relay("numbers", "idf", feed, positions, amqp_url, bell)


def sample(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_facts_arrive_once_and_in_order(
    relay: Relay, feed: Any, bell: Doorbell, consumer: FactConsumer, ledger: Any, amqp_url: str
) -> None:
    feed.head = 1200
    with running(relay, Subscription(consumer, amqp_url, feed)):
        until(lambda: consumer.position()[1] == 1200)
        feed.head = 1203
        bell.ring()
        until(lambda: consumer.position()[1] == 1203)
    assert ledger.numbers() == list(range(1, 1204))


def test_facts_arrive_by_the_queue_alone_when_the_producer_does_not_answer(
    relay: Relay, feed: Any, consumer: FactConsumer, ledger: Any, amqp_url: str, channel: Any
) -> None:
    def silent(_after: int, _limit: int) -> Any:
        raise OSError

    declare_fact_queue(channel, "counter", "numbers")
    feed.head = 700
    with running(relay, Subscription(consumer, amqp_url, silent)):
        until(lambda: consumer.position()[1] == 700)
    assert ledger.numbers() == list(range(1, 701))


def test_a_consumer_that_starts_late_reads_the_feed(
    relay: Relay, feed: Any, consumer: FactConsumer, ledger: Any, amqp_url: str
) -> None:
    feed.head = 450
    with running(relay):
        until(lambda: sample("maillon_relay_backlog_facts", service="numbers") == 0)
    with running(Subscription(consumer, amqp_url, feed)):
        until(lambda: consumer.position()[1] == 450)
    assert ledger.numbers() == list(range(1, 451))


def test_a_gap_in_the_queue_is_filled_from_the_feed(
    feed: Any,
    consumer: FactConsumer,
    ledger: Any,
    amqp_url: str,
    channel: Any,
    ready_in: Callable[[str], int],
) -> None:
    declare_fact_queue(channel, "counter", "numbers")
    feed.head = 3
    with running(Subscription(consumer, amqp_url, feed)):
        until(lambda: consumer.position()[1] == 3)
        feed.head = 6
        for position in (6, 5, 5):
            message = amqp.Message(seal("idf", "numbers", feed.epoch, feed.fact(position)))
            send(channel, message, FACTS_EXCHANGE, "numbers.counted.v1")
        until(lambda: consumer.position()[1] == 6)
    assert ledger.numbers() == [1, 2, 3, 4, 5, 6]
    assert ready_in("counter.numbers") == 0


def test_what_cannot_be_decoded_is_set_apart_and_nothing_waits_behind(
    feed: Any,
    consumer: FactConsumer,
    ledger: Any,
    amqp_url: str,
    channel: Any,
    ready_in: Callable[[str], int],
) -> None:
    declare_fact_queue(channel, "counter", "numbers")
    bodies = [b"\xff nonsense", seal("idf", "numbers", feed.epoch, feed.fact(1)), b"{}"]
    for body in bodies:
        send(channel, amqp.Message(body), FACTS_EXCHANGE, "numbers.counted.v1")
    feed.head = 1
    with running(Subscription(consumer, amqp_url, feed)):
        until(lambda: ready_in("parked.counter") == 2)
        until(lambda: consumer.position()[1] == 1)
    assert ledger.numbers() == [1]
    assert ready_in("counter.numbers") == 0


def test_a_batch_that_fails_is_tried_again_in_place(
    relay: Relay, feed: Any, consumer: FactConsumer, ledger: Any, amqp_url: str
) -> None:
    failures = 3
    apply = consumer.apply_batch

    class Fragile:
        name, producer, position, catch_up = consumer.name, consumer.producer, consumer.position, lambda *_: 0

        def apply_batch(self, epoch: str, facts: Any) -> int:
            nonlocal failures
            failures -= 1
            if failures >= 0:
                raise OSError
            return apply(epoch, facts)

    feed.head = 100
    subscription = Subscription(Fragile(), amqp_url, feed)
    with running(subscription):
        until(lambda: subscription.connected)
        with running(relay):
            until(lambda: consumer.position()[1] == 100)
    assert ledger.numbers() == list(range(1, 101))


def test_after_a_restore_the_new_epoch_is_taken_from_the_feed(
    relay: Relay, feed: Any, consumer: FactConsumer, amqp_url: str
) -> None:
    feed.head = 10
    with running(relay, Subscription(consumer, amqp_url, feed)):
        until(lambda: consumer.position() == (feed.epoch, 10))
        feed.epoch, feed.head = "restored", 4
        until(lambda: consumer.position() == ("restored", 4))


def test_a_fact_that_no_queue_wants_is_told_and_the_relay_goes_on(relay: Relay, feed: Any) -> None:
    before = sample("maillon_relay_returned_total", service="numbers")
    published = sample("maillon_relay_published_total", service="numbers")
    feed.head = 5
    with running(relay):
        until(lambda: sample("maillon_relay_published_total", service="numbers") == published + 5)
    assert sample("maillon_relay_returned_total", service="numbers") == before + 5
