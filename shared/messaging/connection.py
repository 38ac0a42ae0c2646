"""Connections to the broker, with every wait bounded, and publishing with confirms.

Works in plain threads and under eventlet alike. One thread reads a connection; others may write to it: a
message is sent with `send`, which unlike the library's `basic_publish` never reads.
"""

from __future__ import annotations

import contextlib
import time
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
TRANSIENT, PERSISTENT = 1, 2
BrokerDown = (OSError, AMQPError)


class NotConfirmedError(Exception):
    """The broker refused a message, or did not confirm it in time: it must be sent again."""


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


def drain(connection: Any, timeout_s: float) -> bool:
    """Handle one thing from the broker; False when nothing came within `timeout_s`. Raises BrokerDown."""
    try:
        connection.drain_events(timeout=timeout_s)
    except TimeoutError:
        return False
    return True


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
    """Publishes on a connection of its own, many at a time, and knows which messages the broker has."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._channel = connection.channel()
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._acked)
        self._channel.events["basic_nack"].add(self._nacked)
        self._channel.events["basic_return"].add(self._was_returned)
        self._tag = 0
        self._waiting: set[int] = set()
        self._oldest = 1
        self._refused = False
        self.returned: list[str] = []

    def publish(
        self, message: amqp.Message, exchange: str, routing_key: str, mandatory: bool = False
    ) -> None:
        """Send without waiting; `confirm` tells."""
        self._tag += 1
        self._waiting.add(self._tag)
        send(self._channel, message, exchange, routing_key, mandatory)

    def confirm(self, timeout_s: float) -> list[str]:
        """Wait until the broker has everything sent; returns the routing keys nobody was bound to.

        Raises NotConfirmedError (refused, or too late), BrokerDown. The publisher is then of no more use.
        """
        end = time.monotonic() + timeout_s
        while self._waiting and not self._refused:
            left = end - time.monotonic()
            if left <= 0 or not drain(self._connection, left):
                raise NotConfirmedError
        if self._refused:
            raise NotConfirmedError
        returned, self.returned = self.returned, []
        return returned

    def stay_alive(self) -> None:
        """Read and send heartbeats; call at least every few seconds when idle. Raises BrokerDown."""
        while drain(self._connection, 0.001):
            pass
        self._connection.heartbeat_tick()

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
