"""While a fact changes both its versions are published, and a reader of either misses none."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from shared.contracts.shapes import FeedPage
from shared.eventstore.fact_consumer import FactConsumer
from shared.messaging.connection import drain
from shared.messaging.relay import Relay
from shared.messaging.subscription import Subscription
from shared.messaging.topology import FACTS_EXCHANGE, declare_fact_queue, declare_facts_exchange
from tests.integration.messaging.conftest import NumberedFeed
from tests.integration.messaging.test_facts_travel import bell, positions, relay, running, until

__all__ = ["bell", "positions", "relay"]
FACTS = 333
DRAIN_S = 0.5


class FeedInTwoVersions(NumberedFeed):
    """Each fact is said again as version 2, at its position."""

    def __call__(self, after: int, limit: int) -> FeedPage:
        page = super().__call__(after, limit)
        twice = [
            msgspec.structs.replace(fact, version=version, more=version == 1)
            for fact in page.facts
            for version in (1, 2)
        ]
        return msgspec.structs.replace(page, facts=twice)


@pytest.fixture
def feed() -> NumberedFeed:
    return FeedInTwoVersions(FACTS)


def test_both_versions_are_published_each_under_its_own_key_and_id(relay: Relay, channel: Any) -> None:
    declare_facts_exchange(channel)
    ids: dict[str, list[str]] = {"1": [], "2": []}
    for version, heard in ids.items():
        channel.queue_declare(f"audit.{version}", exclusive=True)
        channel.queue_bind(f"audit.{version}", FACTS_EXCHANGE, f"numbers.counted.v{version}")
        channel.basic_consume(
            f"audit.{version}", callback=lambda m, kept=heard: kept.append(m.message_id), no_ack=True
        )
    with running(relay):
        while min(len(heard) for heard in ids.values()) < FACTS:
            assert drain(channel.connection, 20 * DRAIN_S)
    places = {version: [one.split("/")[1:] for one in heard] for version, heard in ids.items()}
    for version in ("1", "2"):
        assert places[version] == [[str(n), version] for n in range(1, FACTS + 1)]


@pytest.mark.parametrize("silent", [False, True], ids=["feed answers", "queue alone"])
def test_a_subscription_takes_the_versions_of_a_fact_together(
    relay: Relay,
    feed: NumberedFeed,
    consumer: FactConsumer,
    ledger: Any,
    amqp_url: str,
    channel: Any,
    silent: bool,
) -> None:
    def reader(after: int, limit: int) -> FeedPage:
        if silent:
            raise OSError
        return feed(after, limit)

    declare_fact_queue(channel, "counter", "numbers")
    with running(relay, Subscription(consumer, amqp_url, reader)):
        until(lambda: consumer.position()[1] == FACTS)
    assert ledger.numbers() == [n for n in range(1, FACTS + 1) for _ in (1, 2)]
