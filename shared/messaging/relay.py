"""Publishes a service's feed: in order, confirmed by the broker, from where the last confirmation stood.

The feed is the truth: whatever is refused, unconfirmed or cut off is sent again from the stored position, and
consumers skip what they have by position. A fact that no queue wanted raises an alarm and stays in the feed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

import amqp

from shared.contracts.shapes import FeedPage, PublishedFact
from shared.logs import failure, get_logger
from shared.messaging.connection import PERSISTENT, ConfirmingPublisher, backoff_s, close_quietly, connect
from shared.messaging.envelope import CONTENT_TYPE, routing_key, seal
from shared.messaging.topology import FACTS_EXCHANGE, declare_facts_exchange
from shared.metrics import RELAY_BACKLOG_FACTS, RELAY_PUBLISHED, RELAY_RETURNED

WINDOW_FACTS = 500  # confirms in flight; larger windows stall eventlet's hub
CONFIRM_TIMEOUT_S = 30.0
IDLE_WAIT_S = 1.0
STANDBY_WAIT_S = 2.0
ReadFacts = Callable[[int, int], FeedPage]
_log = get_logger(__name__)


class Position(Protocol):
    """See `relay_position.HeldPosition`."""

    def read(self, epoch: str) -> int: ...

    def move(self, epoch: str, position: int) -> None: ...

    def still_held(self) -> None: ...


class Positions(Protocol):
    """See `relay_position.RelayPositions`."""

    def hold(self) -> AbstractContextManager[Position | None]: ...


class Wake(Protocol):
    """See `doorbell.Doorbell`."""

    def wait(self, timeout_s: float) -> bool: ...


class Relay:
    """The relay of one service (a background loop). `read(after, limit)` reads the service's own feed."""

    def __init__(
        self, service: str, region: str, read: ReadFacts, positions: Positions, amqp_url: str, wake: Wake
    ) -> None:
        self._service = service
        self._region = region
        self._read = read
        self._positions = positions
        self._amqp_url = amqp_url
        self._wake = wake

    def run(self, stop: threading.Event) -> None:
        """Relay until `stop`, whatever happens to broker and database."""
        failures = 0
        while not stop.is_set():
            try:
                with self._positions.hold() as held:
                    if held is None:
                        stop.wait(STANDBY_WAIT_S)
                        continue
                    failures = 0
                    self._relay(held, stop)
            except Exception as why:  # noqa: BLE001 - broker or database: both come back
                failures += 1
                _log.warning("relay_interrupted", service=self._service, **failure(why))
                stop.wait(backoff_s(failures))

    def _relay(self, held: Position, stop: threading.Event) -> None:
        connection = connect(self._amqp_url, f"maillon relay {self._service}")
        try:
            declare_facts_exchange(connection.channel())
            publisher = ConfirmingPublisher(connection)
            epoch, position = "", 0
            while not stop.is_set():
                page = self._read(position, WINDOW_FACTS)
                if page.epoch != epoch:
                    epoch, position = page.epoch, held.read(page.epoch)
                    continue
                if page.facts:
                    self._publish(publisher, page)
                    position = page.facts[-1].position
                    held.move(epoch, position)
                RELAY_BACKLOG_FACTS.labels(self._service).set(max(0, page.head - position))
                if position >= page.head:
                    self._wake.wait(IDLE_WAIT_S)
                    held.still_held()
                    publisher.stay_alive()
        finally:
            close_quietly(connection)

    def _publish(self, publisher: ConfirmingPublisher, page: FeedPage) -> None:
        for fact in page.facts:
            publisher.publish(
                self._message(page.epoch, fact), FACTS_EXCHANGE, routing_key(fact), mandatory=True
            )
        returned = publisher.confirm(CONFIRM_TIMEOUT_S)
        if returned:
            RELAY_RETURNED.labels(self._service).inc(len(returned))
            _log.error(
                "facts_returned", service=self._service, count=len(returned), keys=sorted(set(returned))
            )
        RELAY_PUBLISHED.labels(self._service).inc(len(page.facts))

    def _message(self, epoch: str, fact: PublishedFact) -> Any:
        return amqp.Message(
            seal(self._region, self._service, epoch, fact),
            content_type=CONTENT_TYPE,
            delivery_mode=PERSISTENT,
            message_id=f"{epoch}/{fact.position}/{fact.version}",
        )
