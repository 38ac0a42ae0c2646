"""The loops of a service that tells facts or hears them, for a wiring to run beside (`background`).

With a broker (`amqp_url`): a relay of the own feed, a subscription for each producer. Without (embedded):
nobody to relay to, and the producers' feeds are read directly.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from shared.clock import clock_from
from shared.contracts.shapes import FeedPage, Query
from shared.eventstore.appending import EventStore
from shared.eventstore.database import is_sqlite
from shared.eventstore.fact_consumer import FactConsumer
from shared.messaging.doorbell import Doorbell, PostgresBell
from shared.messaging.local import LocalSubscription
from shared.messaging.relay import Relay
from shared.messaging.relay_position import RelayPositions
from shared.messaging.subscription import Subscription
from shared.rpc.call import Actor, Caller
from shared.rpc.methods import Loop
from shared.settings import Settings

Reader = Callable[[int, int], FeedPage]


def telling(
    settings: Settings, service: str, store: EventStore, engine: sa.Engine, relay_position: sa.Table
) -> list[Loop]:
    """What publishes the facts of `service`; nothing without a broker."""
    if not settings.amqp_url:
        return []
    bell = Doorbell()
    store.on_facts(bell.tell)
    positions = RelayPositions(engine, relay_position, service)
    clock = clock_from(settings.rehearsal_clock_file)
    relay = Relay(service, settings.region, store.read_facts, positions, settings.amqp_url, bell, clock)
    return (
        [relay]
        if is_sqlite(settings.database_url)
        else [relay, PostgresBell(settings.database_url, bell.ring)]
    )


def hearing(settings: Settings, consumer: FactConsumer, reader: Reader) -> Loop:
    """What brings a producer's facts to `consumer`."""
    if settings.amqp_url:
        return Subscription(consumer, settings.amqp_url, reader, settings.catch_up_s)
    return LocalSubscription(consumer, reader)


def feed_reader(caller: Caller, read_facts: type[Query], actor: Actor) -> Reader:
    """Reads a producer's feed by its `ReadFacts` query, as `actor`."""

    def read(after: int, limit: int) -> FeedPage:
        page: FeedPage = caller.call(read_facts(after=after, limit=limit), actor).value
        return page

    return read
