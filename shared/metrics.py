"""The kernel's own measures, for Prometheus. Labels are names of services and methods, never ids of
people."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

RPC_SECONDS = Histogram(
    "maillon_rpc_seconds", "Time to answer a call, by how it ended", ["service", "method", "outcome"]
)
RPC_REPLY_LOST = Counter("maillon_rpc_reply_lost_total", "Replies that could not be sent", ["service"])
RELAY_BACKLOG_FACTS = Gauge(
    "maillon_relay_backlog_facts", "Facts in the feed not yet confirmed by the broker", ["service"]
)
RELAY_BACKLOG_AGE_S = Gauge(
    "maillon_relay_backlog_age_seconds",
    "Age of the oldest fact in the feed not yet confirmed by the broker",
    ["service"],
)
RELAY_ACTIVE = Gauge("maillon_relay_active", "1 where this process relays, 0 where it stands by", ["service"])
RELAY_BLOCKED = Gauge("maillon_relay_blocked", "1 while the broker, short of room, refuses more", ["service"])
RELAY_PUBLISHED = Counter("maillon_relay_published_total", "Facts confirmed by the broker", ["service"])
RELAY_RETURNED = Counter(
    "maillon_relay_returned_total", "Facts that no queue wanted: raise an alarm", ["service"]
)
SUBSCRIPTION_POSITION = Gauge(
    "maillon_subscription_position", "Last position applied of a producer's feed", ["consumer", "producer"]
)
SUBSCRIPTION_RETRIES = Counter(
    "maillon_subscription_retries_total", "Batches that failed and were tried again", ["consumer", "producer"]
)
SUBSCRIPTION_UNDECODABLE = Counter(
    "maillon_subscription_undecodable_total",
    "Messages sent to the dead-letter queue",
    ["consumer", "producer"],
)
PARKED_FACTS = Gauge(
    "maillon_parked_facts",
    "Facts a consumer set apart: at fault, or held behind one of their subject",
    ["consumer", "producer", "state"],
)
