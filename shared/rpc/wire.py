"""Calls on the broker, in nameko's wire format: exchange `nameko-rpc`, queue `rpc-<service>`,
`<service>.<method>`.

The request travels as one JSON text inside `kwargs`, so that both sides hash the very same bytes. Calls are
not persisted: one that nobody waits for any more must vanish (`expiration`), never run later.
"""

from __future__ import annotations

from typing import Any

import amqp
import msgspec

from shared.messaging.connection import TRANSIENT
from shared.rpc.headers import Outgoing

EXCHANGE = "nameko-rpc"
QUEUE_MAX_CALLS = 1000
QUEUE_TTL_MS = 60_000
REPLY_MAX_BYTES = 16 * 1024 * 1024


class _Kwargs(msgspec.Struct, frozen=True):
    request: str


class _Body(msgspec.Struct, frozen=True):
    args: list[Any]
    kwargs: _Kwargs


def call_queue(service: str) -> str:
    """The queue of a service's calls."""
    return f"rpc-{service}"


def routing_key(service: str, method: str) -> str:
    return f"{service}.{method}"


def wrap(payload: bytes) -> bytes:
    """The body of a call."""
    return msgspec.json.encode(_Body([], _Kwargs(payload.decode("utf-8"))))


def unwrap(body: bytes | str) -> bytes:
    """The request's JSON text in the body of a call; empty when there is none (the dispatcher refuses it)."""
    try:
        return msgspec.json.decode(body, type=_Body).kwargs.request.encode("utf-8")
    except (msgspec.MsgspecError, UnicodeError):
        return b""


def call_message(sent: Outgoing, reply_to: str, reply_id: str) -> amqp.Message:
    """The message of a call, that the broker forgets when its caller stops waiting."""
    return amqp.Message(
        wrap(sent.payload),
        content_type="application/json",
        content_encoding="utf-8",
        delivery_mode=TRANSIENT,
        expiration=str(max(1, int(sent.timeout_s * 1000))),
        reply_to=reply_to,
        correlation_id=reply_id,
        application_headers=sent.headers,
    )


def declare_calls(channel: Any, service: str) -> str:
    """Declare the exchange and the bounded queue of a service; returns the queue's name."""
    queue = call_queue(service)
    channel.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)
    limits = {
        "x-max-length": QUEUE_MAX_CALLS,
        "x-overflow": "reject-publish",
        "x-message-ttl": QUEUE_TTL_MS,
    }
    channel.queue_declare(queue, durable=True, auto_delete=False, arguments=limits)
    channel.queue_bind(queue, EXCHANGE, routing_key(service, "*"))
    return queue


def declare_replies(channel: Any, name: str, reply_to: str) -> str:
    """Declare the exclusive queue of one caller's replies, bound to `reply_to`; returns its name."""
    queue = f"rpc.reply-{name}-{reply_to}"
    channel.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)
    channel.queue_declare(queue, exclusive=True, auto_delete=True)
    channel.queue_bind(queue, EXCHANGE, reply_to)
    return queue
