"""B2: from the commit of a fact to its consumer's handler, through relay, quorum queue and subscription,
against kombu publishing the same body with a confirm to a quorum queue of the same kind and consuming it.

One fact at a time, with a pause. Void unless every fact came, once and in order.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import msgspec
import sqlalchemy as sa
from kombu import Exchange, Producer
from kombu.connection import Connection

from bench.bed import Bed
from bench.goals import Goal, Outcome, VoidError, interleaved, said
from bench.vault_store import AT, vault_database
from services.vault.adapters.tables import CONSUMER_POSITION, LOG, PARKED_FACT, RELAY_POSITION
from shared.contracts.shapes import PublishedFact
from shared.contracts.vault_facts import ConsentRevoked
from shared.eventstore.database import Database
from shared.eventstore.fact_consumer import FactConsumer
from shared.eventstore.fact_lines import lines_of
from shared.eventstore.recorder import Recorder
from shared.messaging.connection import connect
from shared.messaging.doorbell import Doorbell
from shared.messaging.envelope import CONTENT_TYPE, routing_key, seal
from shared.messaging.relay import Relay
from shared.messaging.relay_position import RelayPositions
from shared.messaging.subscription import Subscription
from shared.messaging.topology import FACTS_EXCHANGE, declare_fact_queue

SIZES = (100, 300)
ROUNDS = 3
PAUSE_S = 0.005
ARRIVAL_MAX_S = 10.0
OURS, BARE = "commit → handler", "kombu's confirm → consume"
Waits = list[float]


class Arrivals:
    """When each thing came, told to who waits for it."""

    def __init__(self) -> None:
        self._came = threading.Event()
        self.seen: list[int] = []
        self.at = 0.0

    def note(self, number: int) -> None:
        self.at = time.perf_counter()
        self.seen.append(number)
        self._came.set()

    def wait(self) -> float:
        """The moment it came. Raises VoidError."""
        if not self._came.wait(ARRIVAL_MAX_S):
            raise VoidError(f"what came after {len(self.seen)} others is lost")
        self._came.clear()
        return self.at


def measure(bed: Bed) -> list[Outcome]:
    middle: dict[str, list[float]] = {}
    slow: dict[str, list[float]] = {}
    for size in SIZES:
        results = rounds_of(bed, size)
        name = f"{size} facts"
        middle[name] = [at(round_[OURS], 0.5) / at(round_[BARE], 0.5) for round_ in results]
        slow[name] = [at(round_[OURS], 0.99) / at(round_[BARE], 0.99) for round_ in results]
        for run in (OURS, BARE):
            told = ", ".join(
                f"{said(at(r[run], 0.5) * 1000)} ({said(at(r[run], 0.99) * 1000)})" for r in results
            )
            bed.note(f"{name}, {run}: p50 (p99) {told} ms")
    return [
        Outcome(Goal("<=", 1.6), f"p50 of {OURS} ÷ {BARE}", middle),
        Outcome(Goal("<=", 1.2), f"p99 of {OURS} ÷ {BARE}", slow),
    ]


def rounds_of(bed: Bed, size: int) -> list[dict[str, Waits]]:
    """The seconds of each fact, ours and the reference's, round by round."""
    with (
        bed.postgres("bench_travel") as url,
        bed.broker("bench-travel") as amqp_url,
        vault_database(url) as database,
        ours(database, amqp_url) as tell,
        bare(amqp_url) as publish,
    ):
        return interleaved(ROUNDS, {OURS: lambda: timed(tell, size), BARE: lambda: timed(publish, size)})


def at(waits: Waits, share: float) -> float:
    return sorted(waits)[min(len(waits) - 1, int(len(waits) * share))]


def timed(one: Callable[[], float], count: int) -> Waits:
    waits = []
    for _ in range(count):
        waits.append(one())
        time.sleep(PAUSE_S)
    return waits


@contextmanager
def ours(database: Database, amqp_url: str) -> Iterator[Callable[[], float]]:
    """Relay and subscription run beside; a call appends a fact and returns how long it took from there."""
    recorder, bell, arrivals = Recorder(database.events, LOG), Doorbell(), Arrivals()
    recorder.on_facts(bell.tell)
    positions = RelayPositions(database.events, RELAY_POSITION, "vault")
    relay = Relay("vault", "idf", recorder.read_facts, positions, amqp_url, bell)

    def handle(_connection: sa.Connection, fact: PublishedFact) -> None:
        arrivals.note(fact.position)

    consumer = FactConsumer("bench", "vault", database.views, CONSUMER_POSITION, handle, parked=PARKED_FACT)
    subscription = Subscription(consumer, amqp_url, recorder.read_facts)
    stop = threading.Event()
    threads = [threading.Thread(target=loop.run, args=(stop,)) for loop in (subscription, relay)]
    for thread in threads:
        thread.start()
    while not subscription.connected:
        time.sleep(0.05)

    def tell() -> float:
        fact = lines_of([ConsentRevoked(vault_id=str(uuid4()), consent_id=str(uuid4()))])
        recorder.append([], recorded_at=AT, facts=fact)
        committed = time.perf_counter()
        return arrivals.wait() - committed

    try:
        tell()  # the first one waits for the relay to begin
        yield tell
    finally:
        stop.set()
        bell.ring()
        for thread in threads:
            thread.join()
    if arrivals.seen != list(range(1, len(arrivals.seen) + 1)):
        raise VoidError("facts came twice or out of order")


@contextmanager
def consuming(amqp_url: str) -> Iterator[Arrivals]:
    """kombu's way: each message is noted and acknowledged as it comes."""
    arrivals, stop = Arrivals(), threading.Event()
    listening = connect(amqp_url, "bench")
    channel = listening.channel()
    declare_fact_queue(channel, "plain", "plain")

    def came(message: Any) -> None:
        arrivals.note(len(arrivals.seen) + 1)
        channel.basic_ack(message.delivery_tag)

    def consume() -> None:
        channel.basic_consume("plain.plain", callback=came)
        while not stop.is_set():
            try:
                listening.drain_events(timeout=0.2)
            except TimeoutError:
                listening.heartbeat_tick()

    thread = threading.Thread(target=consume)
    thread.start()
    try:
        yield arrivals
    finally:
        stop.set()
        thread.join()
        listening.close()


@contextmanager
def bare(amqp_url: str) -> Iterator[Callable[[], float]]:
    """A call publishes a body with a confirm and returns how long it took until it was consumed."""
    said_once = ConsentRevoked(vault_id=str(uuid4()), consent_id=str(uuid4()))
    fact = PublishedFact(
        position=1, type="plain.said", version=1, subject="plain", subject_version=1,
        data=msgspec.Raw(msgspec.json.encode(said_once)), recorded_at=AT,
    )  # fmt: skip
    body, key = seal("idf", "plain", "epoch", fact), routing_key(fact)
    exchange = Exchange(FACTS_EXCHANGE, "topic", no_declare=True)
    how = {"content_type": CONTENT_TYPE, "content_encoding": "utf-8", "delivery_mode": 2}
    with (
        consuming(amqp_url) as arrivals,
        Connection(amqp_url, transport_options={"confirm_publish": True}, heartbeat=0) as connection,  # type: ignore[no-untyped-call]
    ):
        producer = Producer(connection.channel(), exchange, auto_declare=False)

        def publish() -> float:
            began = time.perf_counter()
            producer.publish(body, routing_key=key, **how)
            return arrivals.wait() - began

        publish()
        yield publish
