"""Sends replies, confirmed, on a connection apart from the one calls arrive by. Failing to send is never
fatal."""

from __future__ import annotations

import threading
from typing import Any

import amqp

from shared.messaging.connection import (
    TRANSIENT,
    BrokerDown,
    ConfirmingPublisher,
    NotConfirmedError,
    close_quietly,
    connect,
)
from shared.rpc.wire import EXCHANGE

CONFIRM_TIMEOUT_S = 2.0
TRIES = 2
DIRECT = "amq.rabbitmq.reply-to"


class Replies:
    """One reply at a time; connects when needed, reconnects once when the connection proves dead."""

    def __init__(self, amqp_url: str, name: str) -> None:
        self._amqp_url = amqp_url
        self._name = name
        self._lock = threading.Lock()
        self._connection: Any = None
        self._publisher: ConfirmingPublisher | None = None

    def send(self, body: bytes, reply_to: str, correlation_id: str) -> None:
        """Raises BrokerDown or NotConfirmedError when the broker does not have it after two tries."""
        message = amqp.Message(
            body,
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=TRANSIENT,
            correlation_id=correlation_id,
        )
        with self._lock:
            for attempt in range(1, TRIES + 1):
                try:
                    self._send(message, reply_to)
                    return
                except (*BrokerDown, NotConfirmedError):
                    self._drop()
                    if attempt == TRIES:
                        raise

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _send(self, message: amqp.Message, reply_to: str) -> None:
        if self._publisher is None:
            self._connection = connect(self._amqp_url, f"maillon replies {self._name}", heartbeat_s=0)
            self._publisher = ConfirmingPublisher(self._connection)
        exchange = "" if reply_to.startswith(DIRECT) else EXCHANGE
        self._publisher.publish(message, exchange, reply_to)
        self._publisher.confirm(CONFIRM_TIMEOUT_S)

    def _drop(self) -> None:
        if self._connection is not None:
            close_quietly(self._connection)
        self._connection = self._publisher = None
