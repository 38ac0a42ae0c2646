"""The audit queue: bound to every fact of every service, read to a memory outside of the system."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from typing import Any

from shared.messaging.connection import backoff_s, close_quietly, connect, drain
from shared.messaging.envelope import unseal
from shared.messaging.topology import FACTS_EXCHANGE, declare_facts_exchange

QUEUE = "audit.faults"
PREFETCH_FACTS = 1000
READ_STEP_S = 0.05
START_MAX_S = 30.0
STOP_MAX_S = 10.0


class Audit:
    """Reads in a thread of its own, reconnecting for ever. Nothing counts up to the positions of `since`."""

    def __init__(self, amqp_url: str) -> None:
        self._amqp_url = amqp_url
        self._stop = threading.Event()
        self._bound = threading.Event()
        self._thread = threading.Thread(target=self._run, name="audit", daemon=True)
        self.seen: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self.since: dict[str, int] = {}

    def start(self) -> None:
        """Returns once the queue is bound: from then on no fact escapes it."""
        self._thread.start()
        if not self._bound.wait(START_MAX_S):
            raise RuntimeError("the audit queue could not be bound")

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(STOP_MAX_S)

    def missing(self, service: str, head: int) -> int:
        """How many facts of a feed that reaches `head` never came."""
        seen = self.seen[service]
        return sum(1 for position in range(self.since.get(service, 0) + 1, head + 1) if not seen[position])

    def _run(self) -> None:
        failures = 0
        while not self._stop.is_set():
            try:
                connection = connect(self._amqp_url, "faults audit")
                try:
                    self._read(connection)
                finally:
                    close_quietly(connection)
            except Exception:  # noqa: BLE001 - the broker is killed on purpose; what is missing will be counted
                failures += 1
                self._stop.wait(backoff_s(min(failures, 2)))

    def _read(self, connection: Any) -> None:
        channel = connection.channel()
        declare_facts_exchange(channel)
        arguments = {"x-queue-type": "quorum"}
        channel.queue_declare(QUEUE, durable=True, auto_delete=False, arguments=arguments)
        channel.queue_bind(QUEUE, FACTS_EXCHANGE, "#")
        channel.basic_qos(0, PREFETCH_FACTS, False)
        taken: list[Any] = []
        channel.basic_consume(QUEUE, callback=taken.append)
        self._bound.set()
        while not self._stop.is_set():
            drain(connection, READ_STEP_S)
            for message in taken:
                body = message.body
                received = unseal(body.encode() if isinstance(body, str) else body)
                self.seen[received.service][received.fact.position] += 1
            if taken:
                channel.basic_ack(taken[-1].delivery_tag, multiple=True)
                taken.clear()
            connection.heartbeat_tick()
