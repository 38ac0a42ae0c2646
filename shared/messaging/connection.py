"""Connections to the broker, with every wait bounded, and publishing with confirms.

Works in plain threads and under eventlet alike. One thread reads a connection; others may write to it: a
message is sent with `send`, which unlike the library's `basic_publish` never reads.
"""

from __future__ import annotations

import contextlib
import selectors
import time
from collections.abc import Callable
from typing import Any

import amqp
from amqp import spec
from amqp.exceptions import AMQPError
from kombu.connection import Connection

CONNECT_TIMEOUT_S = 2.0
HEARTBEAT_S = 10
WRITE_TIMEOUT_S = 5.0
RECONNECT_MIN_S = 0.1
RECONNECT_MAX_S = 2.0
STEP_S = 0.2  # how often a wait looks whether it is still worth while
READY_S = 0.001  # for the rest of what has begun to come
TRANSIENT, PERSISTENT = 1, 2
BrokerDown = (OSError, AMQPError)
# knows descriptors above 1023, which `select` doesn't; under eventlet, whose own knows them, there is no poll
Ready: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.DefaultSelector)


class NotConfirmedError(Exception):
    """The broker refused a message, or did not confirm it in time: it must be sent again."""


class SilentBrokerError(OSError):
    """Nothing was heard of the broker for too long, not even a heartbeat."""


def connect(amqp_url: str, name: str, heartbeat_s: int = HEARTBEAT_S) -> Any:
    """An open py-amqp connection, named `name` in the broker's list. Raises one of `BrokerDown`."""
    described = Connection(  # type: ignore[no-untyped-call]
        amqp_url,
        connect_timeout=CONNECT_TIMEOUT_S,
        heartbeat=heartbeat_s,
        transport_options={
            "read_timeout": CONNECT_TIMEOUT_S,
            "write_timeout": WRITE_TIMEOUT_S,
            "client_properties": {"connection_name": name},
        },
    )
    return described.transport.establish_connection()


def close_quietly(connection: Any) -> None:
    """Close a connection that may be dead already."""
    with contextlib.suppress(*BrokerDown, AttributeError, TypeError):
        connection.close()


def abandon(connection: Any) -> None:
    """Close a connection that nobody may answer on: without a word, without a wait."""
    with contextlib.suppress(*BrokerDown, AttributeError, TypeError):
        connection.collect()


def drain(connection: Any, timeout_s: float) -> bool:
    """Handle one thing from the broker; False when nothing came within `timeout_s`. Raises BrokerDown."""
    try:
        connection.drain_events(timeout=timeout_s)
    except TimeoutError:
        return False
    return True


def has_word(connection: Any) -> bool:
    """Whether something of the broker lies ready to be read; never waits, where `drain` waits 1 ms at
    least."""
    deciphered = getattr(connection.sock, "pending", None)  # TLS: read from the socket already
    if deciphered is not None and deciphered():
        return True
    with Ready() as ready:
        ready.register(connection.sock, selectors.EVENT_READ)
        return bool(ready.select(0))


def send(
    channel: Any, message: amqp.Message, exchange: str, routing_key: str, mandatory: bool = False
) -> None:
    """Write a message to the socket; nothing is known of its fate. Raises BrokerDown."""
    arguments = (0, exchange, routing_key, mandatory, False)
    channel.send_method(spec.Basic.Publish, "Bssbb", arguments, message)


def backoff_s(failures: int) -> float:
    """How long to wait after so many failures in a row: 0.1, 0.2, 0.4 … at most 2 seconds."""
    return float(min(RECONNECT_MAX_S, RECONNECT_MIN_S * 2 ** min(failures, 10)))


class ConfirmingPublisher:
    """Publishes on a connection of its own, many at a time, and knows which messages the broker has.

    `blocked`: the broker is short of memory or disk and reads no more. `silent_max_s`: how long a broker may
    say nothing at all before it is given up; it needs heartbeats of half of that at most (0: for ever).
    """

    def __init__(self, connection: Any, silent_max_s: float = 0) -> None:
        self._connection = connection
        self._silent_max_s = silent_max_s
        connection.on_blocked = lambda _reason: self._block(True)
        connection.on_unblocked = lambda: self._block(False)
        self._channel = connection.channel()
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._acked)
        self._channel.events["basic_nack"].add(self._nacked)
        self._channel.events["basic_return"].add(self._was_returned)
        self._tag = 0
        self._waiting: set[int] = set()
        self._oldest = 1
        self._refused = False
        self._heard_bytes, self._heard_at = 0, time.monotonic()
        self.blocked = False
        self.returned: list[str] = []

    def publish(
        self, message: amqp.Message, exchange: str, routing_key: str, mandatory: bool = False
    ) -> None:
        """Send without waiting; `confirm` tells."""
        self._tag += 1
        self._waiting.add(self._tag)
        send(self._channel, message, exchange, routing_key, mandatory)

    def confirm(self, timeout_s: float, meanwhile: Callable[[], None] | None = None) -> list[str]:
        """Wait until the broker has everything sent; returns the routing keys nobody was bound to.

        `meanwhile` is called at least every STEP_S, and what it raises ends the wait: with it, the time in
        which the broker is blocked doesn't count. Raises NotConfirmedError (refused, or too late) or
        BrokerDown: the publisher is then of no more use.
        """
        left_s = timeout_s
        while self._waiting and not self._refused:
            began = time.monotonic()
            self._listen(min(STEP_S, left_s))
            if meanwhile is not None:
                meanwhile()
            if meanwhile is None or not self.blocked:
                left_s -= time.monotonic() - began
            if left_s <= 0:
                raise NotConfirmedError
        if self._refused:
            raise NotConfirmedError
        returned, self.returned = self.returned, []
        return returned

    def stay_alive(self) -> None:
        """Read what came and send heartbeats, without waiting; call at least every STEP_S when idle. Raises
        BrokerDown."""
        while has_word(self._connection):
            self._listen(READY_S)
        self._is_alive()

    def _listen(self, wait_s: float) -> bool:
        """Handle one thing from the broker, if one comes. Raises BrokerDown, also when it is silent."""
        came = drain(self._connection, wait_s)
        self._is_alive()
        return came

    def _is_alive(self) -> None:
        """Send a heartbeat when it is time. Raises SilentBrokerError."""
        now = time.monotonic()
        if self._connection.bytes_recv != self._heard_bytes:
            self._heard_bytes, self._heard_at = self._connection.bytes_recv, now
        elif 0 < self._silent_max_s < now - self._heard_at:
            raise SilentBrokerError
        self._connection.heartbeat_tick()

    def _block(self, blocked: bool) -> None:
        self.blocked = blocked

    def _acked(self, tag: int, multiple: bool) -> None:
        if multiple:
            self._waiting.difference_update(range(self._oldest, tag + 1))
            self._oldest = tag + 1
        else:
            self._waiting.discard(tag)

    def _nacked(self, _tag: int, _multiple: bool) -> None:
        self._refused = True

    def _was_returned(self, _why: Exception, _exchange: str, routing_key: str, _message: Any) -> None:
        self.returned.append(routing_key)
