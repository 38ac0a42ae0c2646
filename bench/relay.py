"""B3: the relay, confirmed and in order, against kombu publishing the same bodies to the same quorum queue,
confirming each, and without confirms (its end is then the broker's answer to the channel's closing).

Void unless every fact of the relay is in the queue, once and in order.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from kombu import Exchange, Producer
from kombu.connection import Connection

from bench.bed import Bed
from bench.goals import Goal, Outcome, VoidError, interleaved, ratios, said
from bench.vault_store import fill_feed, vault_database
from services.vault.adapters.tables import LOG, RELAY_POSITION
from shared.contracts.shapes import FeedPage
from shared.eventstore.feed import read_page
from shared.messaging.connection import connect
from shared.messaging.doorbell import Doorbell
from shared.messaging.envelope import CONTENT_TYPE, routing_key, seal, unseal
from shared.messaging.relay import Relay
from shared.messaging.relay_position import HeldPosition, RelayPositions
from shared.messaging.topology import FACTS_EXCHANGE, declare_fact_queue, fact_queue

SIZES = (2_000, 10_000)
ROUNDS = 4
CONFIRMED_SHARE = 10  # confirming each is slow: a tenth of the facts tells its pace
QUEUE_ARRIVAL_MAX_S = 10.0
REGION = "idf"
EACH, BLIND, OURS = "confirming each", "without confirms", "relay"
Message = tuple[bytes, str]


def measure(bed: Bed) -> list[Outcome]:
    to_each: dict[str, list[float]] = {}
    to_blind: dict[str, list[float]] = {}
    for size in SIZES:
        with bed.postgres("bench_relay") as url, bed.broker("bench-relay") as amqp_url:
            results = rounds_of(url, amqp_url, size)
        name = f"{size:,} facts"
        to_each[name], to_blind[name] = ratios(results, OURS, EACH), ratios(results, OURS, BLIND)
        for run in (OURS, EACH, BLIND):
            paces = ", ".join(said(result[run]) for result in results)
            bed.note(f"{name}, {run}: {paces} facts/s")
    return [
        Outcome(Goal(">=", 8), "relay ÷ kombu confirming each", to_each),
        Outcome(Goal(">=", 0.8), "relay ÷ kombu without confirms", to_blind),
    ]


def rounds_of(url: str, amqp_url: str, size: int) -> list[dict[str, float]]:
    """Facts per second of the three, round by round."""
    with vault_database(url) as database:
        queue = Queue(amqp_url)
        with queue.channel():
            pass
        fill_feed(database.events, size)
        read = reader(database.events)
        messages = bodies(read, size)
        few = messages[: size // CONFIRMED_SHARE]
        return interleaved(
            ROUNDS,
            {
                OURS: lambda: relayed(database.events, amqp_url, read, size, queue),
                EACH: lambda: published(amqp_url, few, True, queue),
                BLIND: lambda: published(amqp_url, messages, False, queue),
            },
        )


def reader(engine: sa.Engine) -> Callable[[int, int], FeedPage]:
    def read(after: int, limit: int) -> FeedPage:
        with engine.connect() as connection:
            return read_page(connection, LOG, after, limit)

    return read


def bodies(read: Callable[[int, int], FeedPage], size: int) -> list[Message]:
    """What the relay will publish, ready made."""
    page = read(0, size)
    return [(seal(REGION, "vault", page.epoch, fact), routing_key(fact)) for fact in page.facts]


@dataclass(frozen=True)
class Queue:
    """The quorum queue that all three fill in turn, looked at on a fresh connection each time."""

    amqp_url: str
    name: str = fact_queue("bench", "vault")

    @contextmanager
    def channel(self) -> Iterator[Any]:
        connection = connect(self.amqp_url, "bench")
        channel = connection.channel()
        declare_fact_queue(channel, "bench", "vault")
        yield channel
        connection.close()

    def emptied(self, expected: int) -> None:
        """Wait until `expected` messages are there, then drop them. Raises VoidError when they are not."""
        with self.channel() as channel:
            give_up_at = time.monotonic() + QUEUE_ARRIVAL_MAX_S
            while (ready := channel.queue_declare(self.name, passive=True).message_count) != expected:
                if time.monotonic() > give_up_at:
                    raise VoidError(f"{ready} of {expected} messages in the queue")
                time.sleep(0.02)
            channel.queue_purge(self.name)

    def read_in_order(self, expected: int) -> None:
        """Consume `expected` facts. Raises VoidError unless they are 1, 2, 3 …"""
        seen: list[int] = []
        with self.channel() as channel:
            channel.basic_consume(
                self.name, no_ack=True, callback=lambda message: seen.append(position_of(message))
            )
            while len(seen) < expected:
                try:
                    channel.connection.drain_events(timeout=QUEUE_ARRIVAL_MAX_S)
                except TimeoutError:
                    raise VoidError(f"{len(seen)} of {expected} facts arrived") from None
        if seen != list(range(1, expected + 1)):
            raise VoidError("facts arrived twice or out of order")


def position_of(message: Any) -> int:
    body = message.body
    return unseal(body.encode() if isinstance(body, str) else body).fact.position


class _UntilHead(RelayPositions):
    """Stops the relay once `head` is confirmed; `began` and `ended` time it from its first look."""

    def __init__(self, engine: sa.Engine, head: int, stop: threading.Event) -> None:
        super().__init__(engine, RELAY_POSITION, "vault")
        self._head, self._ends = head, stop
        self.began = self.ended = 0.0

    @contextmanager
    def hold(self, stop: threading.Event | None = None) -> Iterator[HeldPosition | None]:
        with super().hold(stop) as held:
            assert held is not None
            move = held.move

            def moved(epoch: str, position: int) -> None:
                move(epoch, position)
                if position >= self._head:
                    self.ended = time.perf_counter()
                    self._ends.set()

            held.move = moved  # type: ignore[method-assign]
            self.began = time.perf_counter()
            yield held


def relayed(
    engine: sa.Engine, amqp_url: str, read: Callable[[int, int], FeedPage], head: int, queue: Queue
) -> float:
    """The relay's pace, its connecting included."""
    stop = threading.Event()
    with engine.begin() as connection:
        connection.execute(sa.delete(RELAY_POSITION))
    positions = _UntilHead(engine, head, stop)
    Relay("vault", REGION, read, positions, amqp_url, Doorbell()).run(stop)
    queue.read_in_order(head)
    return head / (positions.ended - positions.began)


def published(amqp_url: str, messages: Sequence[Message], confirm: bool, queue: Queue) -> float:
    """kombu's pace, its connecting included."""
    began = time.perf_counter()
    with Connection(amqp_url, transport_options={"confirm_publish": confirm}) as connection:  # type: ignore[no-untyped-call]
        channel = connection.channel()
        exchange = Exchange(FACTS_EXCHANGE, "topic", no_declare=True)
        producer = Producer(channel, exchange, auto_declare=False)
        for body, key in messages:
            producer.publish(
                body, routing_key=key, content_type=CONTENT_TYPE, content_encoding="utf-8", delivery_mode=2
            )
        channel.close()
        ended = time.perf_counter()
    queue.emptied(len(messages))
    return len(messages) / (ended - began)
