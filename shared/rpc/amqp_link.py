"""One connection of an AmqpCaller: sends calls, matches replies, confirms and returns to those who wait."""

from __future__ import annotations

import threading
from typing import Any

from shared.ids import new_id
from shared.messaging.connection import close_quietly, connect, drain, send
from shared.problems import Problem
from shared.rpc.headers import Outgoing
from shared.rpc.unanswered import broker_down, service_absent, service_busy
from shared.rpc.wire import EXCHANGE, call_message, declare_replies, routing_key

READ_STEP_S = 0.5


class Pending:
    """A call somebody waits for: `done` is set with either `body` or `problem`."""

    def __init__(self) -> None:
        self.id = str(new_id())
        self.tag = 0
        self.done = threading.Event()
        self.body = b""
        self.problem: Problem | None = None

    def finish(self, body: bytes = b"", problem: Problem | None = None) -> None:
        if not self.done.is_set():
            self.body, self.problem = body, problem
            self.done.set()


class Link:
    """Connects at once (raises BrokerDown); `read_until` must then run in exactly one thread."""

    def __init__(self, amqp_url: str, name: str) -> None:
        self._lock = threading.Lock()
        self._by_id: dict[str, Pending] = {}
        self._by_tag: dict[int, Pending] = {}
        self._tag = 0
        self._dead = False
        self._reply_to = str(new_id())
        self._connection = connect(amqp_url, f"maillon rpc {name}")
        channel = self._connection.channel()
        channel.confirm_select()
        channel.events["basic_return"].add(self._was_returned)
        channel.events["basic_ack"].add(lambda tag, multiple: self._settled(tag, multiple, None))
        channel.events["basic_nack"].add(lambda tag, multiple: self._settled(tag, multiple, service_busy()))
        queue = declare_replies(channel, name, self._reply_to)
        channel.basic_consume(queue, no_ack=True, callback=self._answered)
        self._channel = channel

    def send(self, sent: Outgoing, pending: Pending) -> None:
        """Send a call; `pending` will be finished. Raises BrokerDown."""
        message = call_message(sent, self._reply_to, pending.id)
        with self._lock:
            if self._dead:
                raise ConnectionError
            self._tag += 1
            pending.tag = self._tag
            self._by_id[pending.id] = self._by_tag[pending.tag] = pending
            send(self._channel, message, EXCHANGE, routing_key(sent.service, sent.method), mandatory=True)

    def forget(self, pending: Pending) -> None:
        """Nobody waits for this call any more."""
        with self._lock:
            self._by_id.pop(pending.id, None)
            self._by_tag.pop(pending.tag, None)

    def read_until(self, closed: threading.Event) -> None:
        """Read replies until `closed`, or until the connection breaks (raises); then no call is left
        waiting."""
        try:
            while not closed.is_set():
                drain(self._connection, READ_STEP_S)
                self._connection.heartbeat_tick()
        finally:
            with self._lock:
                self._dead = True
                left = list(self._by_id.values())
            for pending in left:
                pending.finish(problem=broker_down())
            close_quietly(self._connection)

    def _answered(self, message: Any) -> None:
        self._finish(message.properties.get("correlation_id", ""), bytes_of(message.body), None)

    def _was_returned(self, _why: Exception, _exchange: str, _key: str, message: Any) -> None:
        self._finish(message.properties.get("correlation_id", ""), b"", service_absent())

    def _settled(self, tag: int, multiple: bool, problem: Problem | None) -> None:
        with self._lock:
            tags = [known for known in self._by_tag if known <= tag] if multiple else [tag]
            settled = [pending for known in tags if (pending := self._by_tag.pop(known, None))]
        if problem is not None:
            for pending in settled:
                self._finish(pending.id, b"", problem)

    def _finish(self, pending_id: str, body: bytes, problem: Problem | None) -> None:
        with self._lock:
            pending = self._by_id.pop(pending_id, None)
        if pending is not None:
            pending.finish(body, problem)


def bytes_of(body: bytes | str) -> bytes:
    """The library decodes bodies that name their encoding; the bytes are what was sent."""
    return body.encode("utf-8") if isinstance(body, str) else body
