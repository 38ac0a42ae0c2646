"""Calls over the broker for threads: services, timers, the command line. Never hangs, never outlives its
deadline.

One connection per process, opened at the first call, read by one thread; callers write and wait. Broker down,
no such service, queue full, no reply in time: each is `Unavailable` with its own code, within the deadline.
"""

from __future__ import annotations

import threading
import time

from shared.clock import Clock
from shared.contracts.shapes import Request
from shared.logs import failure, get_logger
from shared.messaging.connection import RECONNECT_MAX_S, BrokerDown, backoff_s
from shared.rpc.actor import ActorSigner
from shared.rpc.amqp_link import Link, Pending
from shared.rpc.call import RPC_TIMEOUT_S, Actor, Answer
from shared.rpc.headers import outgoing
from shared.rpc.reply import read_reply
from shared.rpc.unanswered import broker_down, no_reply

CLOSE_MAX_S = 5.0
_log = get_logger(__name__)


class AmqpCaller:
    """Implements `shared.rpc.call.Caller`. `name` shows in the broker's list of connections."""

    def __init__(self, amqp_url: str, signer: ActorSigner, clock: Clock, name: str = "caller") -> None:
        self._amqp_url = amqp_url
        self._signer = signer
        self._clock = clock
        self._name = name
        self._state = threading.Condition()
        self._link: Link | None = None
        self._failures = 0
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def call(
        self,
        request: Request,
        actor: Actor,
        *,
        key: str = "",
        after: str = "",
        timeout_s: float = RPC_TIMEOUT_S,
    ) -> Answer:
        end = time.monotonic() + timeout_s
        link = self._connected(min(timeout_s, RECONNECT_MAX_S))
        left = max(0.001, end - time.monotonic())
        sent = outgoing(request, actor, self._signer, self._clock, key=key, after=after, timeout_s=left)
        pending = Pending()
        try:
            link.send(sent, pending)
        except BrokerDown:
            link.forget(pending)
            raise broker_down() from None
        if not pending.done.wait(max(0, end - time.monotonic())):
            link.forget(pending)
            raise no_reply()
        if pending.problem is not None:
            raise pending.problem
        return read_reply(pending.body, type(request), sent.correlation_id)

    def close(self) -> None:
        """Give up pending calls and close the connection."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join(CLOSE_MAX_S)

    def _connected(self, timeout_s: float) -> Link:
        """The live link. Waits for a first connection; once the broker is known to be down, not at all."""
        with self._state:
            if self._thread is None and not self._closed.is_set():
                self._thread = threading.Thread(target=self._keep_link, name=f"rpc-{self._name}", daemon=True)
                self._thread.start()
            known = self._state.wait_for(lambda: self._link is not None or self._failures > 0, timeout_s)
            if not known or self._link is None:
                raise broker_down()
            return self._link

    def _keep_link(self) -> None:
        while not self._closed.is_set():
            try:
                link = Link(self._amqp_url, self._name)
                self._tell(link, 0)
                link.read_until(self._closed)
            except Exception as why:  # noqa: BLE001 - whatever it is, the next connection is the remedy
                _log.warning("rpc_link_lost", caller=self._name, **failure(why))
            self._tell(None, self._failures + 1)
            self._closed.wait(backoff_s(self._failures))

    def _tell(self, link: Link | None, failures: int) -> None:
        with self._state:
            self._link, self._failures = link, failures
            self._state.notify_all()
