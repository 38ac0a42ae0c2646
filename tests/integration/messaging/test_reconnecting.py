"""Reconnecting 25 times with messages in hand: nothing good is ever dead-lettered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import amqp
import pytest

from shared.messaging import topology
from shared.messaging.connection import connect, drain, send
from shared.messaging.envelope import seal

FACTS = 40
RECONNECTS = 25
MUTANT_DELIVERY_LIMIT = 20


def reconnect_with_facts_in_hand(amqp_url: str, channel: Any, feed: Any) -> None:
    """Publish FACTS, then take them all and break the connection, RECONNECTS times."""
    queue = topology.declare_fact_queue(channel, "counter", "numbers")
    for position in range(1, FACTS + 1):
        message = amqp.Message(seal("idf", "numbers", feed.epoch, feed.fact(position)))
        send(channel, message, topology.FACTS_EXCHANGE, "numbers.counted.v1")
    for _ in range(RECONNECTS):
        taken: list[Any] = []
        connection = connect(amqp_url, "breaking")
        consuming = connection.channel()
        consuming.basic_consume(queue, callback=taken.append)
        while len(taken) < FACTS and drain(connection, 2.0):
            pass
        connection.transport.close()


def settled(channel: Any, ready_in: Callable[[str], int]) -> tuple[int, int]:
    """Messages in the queue and parked, once the broker has put back what was taken."""
    for _ in range(100):
        counts = ready_in("counter.numbers"), ready_in("parked.counter")
        if sum(counts) >= FACTS:
            break
        drain(channel.connection, 0.05)
    return counts


@pytest.mark.timeout(120)
def test_reconnecting_often_parks_nothing(
    amqp_url: str, channel: Any, feed: Any, ready_in: Callable[[str], int]
) -> None:
    reconnect_with_facts_in_hand(amqp_url, channel, feed)
    assert settled(channel, ready_in) == (FACTS, 0)


@pytest.mark.timeout(120)
def test_the_guard_catches_a_queue_with_a_delivery_limit(
    amqp_url: str, channel: Any, feed: Any, ready_in: Callable[[str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = topology.fact_queue_arguments

    def limited(consumer: str, version: tuple[int, ...]) -> dict[str, Any]:
        return ours(consumer, version) | {"x-delivery-limit": MUTANT_DELIVERY_LIMIT}

    monkeypatch.setattr(topology, "fact_queue_arguments", limited)
    reconnect_with_facts_in_hand(amqp_url, channel, feed)
    assert settled(channel, ready_in) == (0, FACTS)
