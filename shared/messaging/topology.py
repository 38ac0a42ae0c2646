"""Exchange and queues of the facts: who declares what, with which guarantees.

One durable topic exchange; for each consumer and producer one quorum queue with a single active consumer, so
that order holds however many replicas there are. No delivery limit: a consumer that reconnects often must not
have its good facts dead-lettered. Only what cannot be decoded goes to `parked.<consumer>`.
"""

from __future__ import annotations

from typing import Any

FACTS_EXCHANGE = "maillon.facts"
PARKED_MAX_MESSAGES = 100_000
DELIVERY_LIMIT_SINCE = (4, 0)


def fact_queue(consumer: str, producer: str) -> str:
    """The queue of a consumer for the facts of a producer."""
    return f"{consumer}.{producer}"


def parked_queue(consumer: str) -> str:
    """The queue of what a consumer could not decode."""
    return f"parked.{consumer}"


def declare_facts_exchange(channel: Any) -> None:
    """Declare the exchange; what a producer needs."""
    channel.exchange_declare(FACTS_EXCHANGE, "topic", durable=True, auto_delete=False)


def declare_fact_queue(channel: Any, consumer: str, producer: str) -> str:
    """Declare what a consumer needs, bound to all the facts of `producer`; returns the queue's name."""
    declare_facts_exchange(channel)
    parked, queue = parked_queue(consumer), fact_queue(consumer, producer)
    limits = {"x-queue-type": "quorum", "x-max-length": PARKED_MAX_MESSAGES}
    channel.queue_declare(parked, durable=True, auto_delete=False, arguments=limits)
    arguments = fact_queue_arguments(consumer, server_version(channel.connection))
    channel.queue_declare(queue, durable=True, auto_delete=False, arguments=arguments)
    channel.queue_bind(queue, FACTS_EXCHANGE, f"{producer}.#")
    return queue


def fact_queue_arguments(consumer: str, version: tuple[int, ...]) -> dict[str, Any]:
    """RabbitMQ 4 limits deliveries to 20 unless told -1; before, no limit is the default and -1 is
    refused."""
    arguments: dict[str, Any] = {
        "x-queue-type": "quorum",
        "x-single-active-consumer": True,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": parked_queue(consumer),
    }
    return arguments | ({"x-delivery-limit": -1} if version >= DELIVERY_LIMIT_SINCE else {})


def server_version(connection: Any) -> tuple[int, ...]:
    """The broker's version, (4, 0) for 4.0.9; (0, 0) when it does not say."""
    text = str(connection.server_properties.get("version", "0.0"))
    parts = [*text.split("."), "0", "0"][:2]
    return tuple(int(part) if part.isdecimal() else 0 for part in parts)
