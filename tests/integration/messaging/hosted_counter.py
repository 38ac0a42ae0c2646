"""A service that relays its own feed and follows it, beside its calls: loops and calls under eventlet
together."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import sqlalchemy as sa

from shared.contracts.shapes import PublishedFact, Query, Reply
from shared.eventstore.database import open_engine
from shared.eventstore.fact_consumer import FactConsumer
from shared.eventstore.tables import consumer_table
from shared.messaging.doorbell import Doorbell, PostgresBell
from shared.messaging.relay import Relay
from shared.messaging.relay_position import RelayPositions
from shared.messaging.subscription import Subscription
from shared.messaging.tables import relay_tables
from shared.rpc.call import Call
from shared.rpc.methods import Loop, rpc, wired
from shared.settings import Settings
from tests.integration.messaging.relaying import feed

HEAD = 1000


class Count(Reply, frozen=True, kw_only=True):
    applied: int
    ticks: int


class CountFacts(Query, frozen=True, kw_only=True):
    """How many facts were applied, and how often the ticking loop ran."""

    REPLY: ClassVar[type[Any]] = Count


class Ticking:
    """Counts tenths of a second: it falls behind if anything blocks the process."""

    def __init__(self) -> None:
        self.ticks = 0

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(0.1):
            self.ticks += 1


class Failing:
    """A loop that always fails: it must not end the process."""

    def run(self, stop: threading.Event) -> None:
        raise OSError


class CounterWiring:
    """Everything in one PostgreSQL database."""

    def __init__(self, settings: Settings) -> None:
        Path(settings.state_folder).mkdir(exist_ok=True)
        metadata = sa.MetaData()
        relay_position, positions = relay_tables(metadata), consumer_table(metadata)
        self._engine = open_engine(settings.database_url, "")
        metadata.create_all(self._engine)
        self.ticking, bell = Ticking(), Doorbell()
        self.consumer = FactConsumer("counter", "numbers", self._engine, positions, _nothing)
        relay = Relay(
            "numbers",
            settings.region,
            feed(int(os.environ.get("RELAY_HEAD", HEAD))),
            RelayPositions(self._engine, relay_position, "numbers"),
            os.environ.get("RELAY_AMQP_URL", settings.amqp_url),
            bell,
        )
        self.background: Sequence[Loop] = (
            relay,
            Subscription(self.consumer, settings.amqp_url, feed(HEAD)),
            PostgresBell(settings.database_url, bell.ring),
            self.ticking,
            Failing(),
        )

    def position(self) -> str:
        return ""

    def wait_for(self, after: str) -> bool:
        return bool(after)

    def close(self) -> None:
        self._engine.dispose()


def _nothing(_connection: sa.Connection, _fact: PublishedFact) -> None:
    return None


class CounterService:
    name = "hosted"
    uses = wired(CounterWiring)

    @rpc
    def count_facts(self, request: CountFacts, call: Call) -> Count:
        return Count(applied=self.uses.consumer.position()[1], ticks=self.uses.ticking.ticks)
