"""Sends replies, confirmed, on a connection apart from the one calls arrive by. Failing to send is never
fatal."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import amqp

from shared.eventstore.at_once import AtOnce
from shared.messaging.connection import (
    TRANSIENT,
    BrokerDown,
    ConfirmingPublisher,
    NotConfirmedError,
    abandon,
    connect,
)
from shared.rpc.wire import EXCHANGE

CONFIRM_TIMEOUT_S = 2.0
AGAIN_MAX_S = 4.0  # for sending again: callers wait 5 s, and whoever sends serves nobody meanwhile
DIRECT = "amq.rabbitmq.reply-to"
Reply = tuple[amqp.Message, str]  # and where to


class BrokerAwayError(OSError):
    """No connection can be had: no other reply would fare better."""


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
            return self._each_alone(replies)
        return [True] * len(replies)

    def _each_alone(self, replies: Sequence[Reply]) -> Sequence[bool | Exception]:
        """While somebody may still wait for them, and the broker can be reached."""
        results: list[bool | Exception] = []
        give_up_at = time.monotonic() + AGAIN_MAX_S
        for reply in replies:
            if time.monotonic() >= give_up_at:
                results.append(NotConfirmedError())
                continue
            try:
                self._send([reply])
                results.append(True)
            except (*BrokerDown, NotConfirmedError) as why:
                results.append(why)
                if isinstance(why, BrokerAwayError):
                    give_up_at = 0
        return results

    def _send(self, replies: Sequence[Reply]) -> None:
        try:
            publisher = self._publisher or self._open()
            for message, reply_to in replies:
                exchange = "" if reply_to.startswith(DIRECT) else EXCHANGE
                publisher.publish(message, exchange, reply_to)
            publisher.confirm(CONFIRM_TIMEOUT_S)
        except BaseException:  # whatever it is: half a message may be with the broker
            self._drop()
            raise

    def _open(self) -> ConfirmingPublisher:
        try:
            self._connection = connect(self._amqp_url, f"maillon replies {self._name}", heartbeat_s=0)
            self._publisher = ConfirmingPublisher(self._connection)
        except BrokerDown as why:
            raise BrokerAwayError from why
        return self._publisher

    def _drop(self) -> None:
        if self._connection is not None:
            abandon(self._connection)  # it may answer no more
        self._connection = self._publisher = None
