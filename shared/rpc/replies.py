"""Sends replies, confirmed, on a connection apart from the one calls arrive by. Failing to send is never
fatal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import amqp

from shared.eventstore.at_once import AtOnce
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
DIRECT = "amq.rabbitmq.reply-to"
Reply = tuple[amqp.Message, str]  # and where to


class Replies:
    """Those that wait to be sent go together, under one confirm of the broker; connects when needed, and
    again once when the connection proves dead."""

    def __init__(self, amqp_url: str, name: str) -> None:
        self._amqp_url = amqp_url
        self._name = name
        self._calls: AtOnce[Reply, bool] = AtOnce(self._send_all)
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
        self._calls.ask((message, reply_to))

    def _send_all(self, replies: Sequence[Reply]) -> Sequence[bool | Exception]:
        """All at once; then, if that failed, each alone: one that is refused costs no other's."""
        try:
            self._send(replies)
        except (*BrokerDown, NotConfirmedError):
            self._drop()
        else:
            return [True] * len(replies)
        results: list[bool | Exception] = []
        for reply in replies:
            try:
                self._send([reply])
                results.append(True)
            except NotConfirmedError as why:
                self._drop()
                results.append(why)
            except BrokerDown as why:
                self._drop()
                return [*results, *[why] * (len(replies) - len(results))]
        return results

    def _send(self, replies: Sequence[Reply]) -> None:
        if self._publisher is None:
            self._connection = connect(self._amqp_url, f"maillon replies {self._name}", heartbeat_s=0)
            self._publisher = ConfirmingPublisher(self._connection)
        for message, reply_to in replies:
            exchange = "" if reply_to.startswith(DIRECT) else EXCHANGE
            self._publisher.publish(message, exchange, reply_to)
        self._publisher.confirm(CONFIRM_TIMEOUT_S)

    def _drop(self) -> None:
        if self._connection is not None:
            close_quietly(self._connection)
        self._connection = self._publisher = None
