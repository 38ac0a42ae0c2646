"""Facts that come with the bell reach the queue without a look at the feed; the feed brings whatever is
missing."""

from __future__ import annotations

from typing import Any

import pytest

from shared.eventstore.fact_consumer import FactConsumer
from shared.messaging import relay as relay_module
from shared.messaging.doorbell import Doorbell
from shared.messaging.relay import Relay
from shared.messaging.relay_position import RelayPositions
from shared.messaging.subscription import Subscription
from shared.messaging.topology import declare_fact_queue
from tests.integration.messaging.test_facts_travel import bell, positions, relay, running, sample, until

__all__ = ["bell", "positions", "relay"]


def silent(_after: int, _limit: int) -> Any:
    raise OSError


@pytest.fixture
def follows(consumer: FactConsumer, amqp_url: str, channel: Any) -> Subscription:
    """By its queue alone."""
    declare_fact_queue(channel, "counter", "numbers")
    return Subscription(consumer, amqp_url, silent)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relay that looks at the feed only when something tells it to."""
    monkeypatch.setattr(relay_module, "LOOK_EVERY_S", 3600.0)


@pytest.mark.usefixtures("patient")
def test_told_facts_are_published_and_holes_are_filled_from_the_feed(
    relay: Relay, feed: Any, bell: Doorbell, consumer: FactConsumer, follows: Subscription, ledger: Any
) -> None:
    feed.head = 3
    with running(relay, follows):
        until(lambda: consumer.position()[1] == 3)
        bell.tell(feed.epoch, [])  # the first of an epoch asks for a look
        asked, feed.head = until_idle(feed), 5
        bell.tell(feed.epoch, [feed.fact(4), feed.fact(5)])
        until(lambda: consumer.position()[1] == 5)
        assert feed.asked == asked, "it read what it had been told"
        feed.head = 9
        bell.tell(feed.epoch, [feed.fact(9)])
        until(lambda: consumer.position()[1] == 9)
        bell.tell(feed.epoch, [feed.fact(7)])
        feed.head = 10
        bell.tell(feed.epoch, [feed.fact(10)])
        until(lambda: consumer.position()[1] == 10)
    assert ledger.numbers() == list(range(1, 11))


@pytest.mark.usefixtures("patient")
def test_the_position_of_what_was_told_is_stored_soon_and_when_the_relay_ends(
    relay: Relay, feed: Any, bell: Doorbell, positions: RelayPositions
) -> None:
    feed.head = 2
    published = sample("maillon_relay_published_total", service="numbers")

    def stored() -> int:
        with positions.hold() as held:
            assert held is not None
            return held.read(feed.epoch)

    with running(relay):
        until(lambda: stored() == 2)
        feed.head = 3
        bell.tell(feed.epoch, [feed.fact(3)])
        until(lambda: stored() == 3)
        feed.head = 4
        bell.tell(feed.epoch, [feed.fact(4)])
        until(lambda: sample("maillon_relay_published_total", service="numbers") == published + 4)
    assert stored() == 4
    assert sample("maillon_relay_backlog_facts", service="numbers") == 0


def until_idle(feed: Any) -> int:
    """How often the feed was read once the relay has done so for what it was told."""
    before = feed.asked
    until(lambda: feed.asked > before)
    return int(feed.asked)
