"""Publishes a service's feed: in order, confirmed by the broker, from where the last confirmation stood.

The feed is the truth: whatever is refused, unconfirmed or cut off is sent again from the stored position, and
consumers skip what they have by position. Facts that this process has just committed come with the bell, and
are not read again where they directly follow what is confirmed. A fact that no queue wanted raises an alarm
and stays in the feed. At most one window is with a broker that is blocked; the rest waits in the feed. A
relay that dies, freezes or hears nothing any more is replaced within two seconds where another stands by.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import amqp

from shared.clock import Clock, SystemClock
from shared.contracts.shapes import FeedPage, PublishedFact
from shared.logs import failure, get_logger
from shared.messaging.connection import (
    PERSISTENT,
    STEP_S,
    ConfirmingPublisher,
    NotConfirmedError,
    abandon,
    backoff_s,
    close_quietly,
    connect,
)
from shared.messaging.envelope import CONTENT_TYPE, routing_key, seal
from shared.messaging.relay_position import SAID_EVERY_S
from shared.messaging.topology import FACTS_EXCHANGE, declare_facts_exchange
from shared.metrics import (
    RELAY_ACTIVE,
    RELAY_BACKLOG_AGE_S,
    RELAY_BACKLOG_FACTS,
    RELAY_BLOCKED,
    RELAY_PUBLISHED,
    RELAY_RETURNED,
)

WINDOW_FACTS = 500  # confirms in flight; larger windows stall eventlet's hub
CONFIRM_TIMEOUT_S = 30.0
HEARTBEAT_S = 1  # the broker then says something every half second
SILENT_MAX_S = 1.2
LOOK_EVERY_S = 1.0  # at the feed, whatever the bell says
STORED_AFTER_S = 0.02  # without a bell: what came with one is then stored as confirmed
STORED_WITHIN_S = 0.2  # in any case: a relay that dies has so much repeated
LET_OTHERS_S = 0.6  # after a failure: time for another process to take over
ReadFacts = Callable[[int, int], FeedPage]
_log = get_logger(__name__)


class Position(Protocol):
    """See `relay_position.HeldPosition`."""

    def read(self, epoch: str) -> int: ...

    def move(self, epoch: str, position: int) -> None: ...

    def still_held(self) -> None: ...


class Positions(Protocol):
    """See `relay_position.RelayPositions`."""

    def hold(self, stop: threading.Event | None = None) -> AbstractContextManager[Position | None]: ...


class Wake(Protocol):
    """See `doorbell.Doorbell`."""

    def wait(self, timeout_s: float) -> bool: ...


class Bell(Wake, Protocol):
    """See `doorbell.Doorbell`."""

    def told_after(self, epoch: str, position: int) -> tuple[list[PublishedFact], bool]: ...


class Relay:
    """The relay of one service (a background loop). `read(after, limit)` reads the service's own feed."""

    def __init__(
        self,
        service: str,
        region: str,
        read: ReadFacts,
        positions: Positions,
        amqp_url: str,
        bell: Bell,
        clock: Clock | None = None,
    ) -> None:
        self._service = service
        self._region = region
        self._read = read
        self._positions = positions
        self._amqp_url = amqp_url
        self._bell = bell
        self._clock = clock or SystemClock()
        self._position = 0  # the last one confirmed, in _epoch
        self._epoch = ""
        self._head = 0  # the feed's when it was last looked at
        self._looked_at = self._said_at = self._stored_at = 0.0
        self._stored = 0  # the position last stored
        self._failures = 0

    def run(self, stop: threading.Event) -> None:
        """Relay until `stop`, whatever happens to broker and database."""
        while not stop.is_set():
            try:
                with self._positions.hold(stop) as held:
                    if held is None:
                        self._stand_by()
                    else:
                        self._hold(held, stop)
            except Exception as why:  # noqa: BLE001 - broker or database: both come back
                if stop.is_set():
                    break
                self._failures += 1
                _log.warning("relay_interrupted", service=self._service, **failure(why))
                stop.wait(max(backoff_s(self._failures), LET_OTHERS_S))
        self._stand_by()

    def _stand_by(self) -> None:
        """Who doesn't relay tells of no backlog: the one who does, does."""
        for gauge in (RELAY_ACTIVE, RELAY_BLOCKED, RELAY_BACKLOG_FACTS, RELAY_BACKLOG_AGE_S):
            gauge.labels(self._service).set(0)

    def _hold(self, held: Position, stop: threading.Event) -> None:
        """Relay on a connection of its own, for as long as it and the position are held."""
        RELAY_ACTIVE.labels(self._service).set(1)
        self._epoch = ""  # what another process did meanwhile is read from the stored position
        self._look(held, 1)
        connection = connect(self._amqp_url, f"maillon relay {self._service}", HEARTBEAT_S)
        try:
            declare_facts_exchange(connection.channel())
            publisher = ConfirmingPublisher(connection, SILENT_MAX_S)
            self._failures = 0
            while not stop.is_set():
                facts = [] if publisher.blocked else self._next(held)
                if facts:
                    self._publish(publisher, facts, self._kept_alive(held, publisher, stop))
                    self._passed(held, facts)
                else:
                    self._idle(held, publisher, stop)
            self._store(held)
        except BaseException:
            abandon(connection)  # it may answer no more, and another process waits for its turn
            raise
        close_quietly(connection)

    def _next(self, held: Position) -> list[PublishedFact]:
        """The facts to publish: those that came with the bell where they follow on, else the feed's."""
        told, look = self._bell.told_after(self._epoch, self._position)
        if look:
            self._looked_at = 0.0
        late = time.monotonic() - self._looked_at >= LOOK_EVERY_S
        if told or not (late or self._head > self._position):
            return told
        return self._look(held, WINDOW_FACTS).facts

    def _look(self, held: Position, limit: int) -> FeedPage:
        """The next facts of the feed; tells how many wait, and since when."""
        self._looked_at = time.monotonic()
        page = self._read(self._position, limit)
        if page.epoch != self._epoch:
            self._position = self._stored = held.read(page.epoch)
            self._epoch = page.epoch
            page = self._read(self._position, limit)
        self._head = page.head
        since = (self._clock.now() - page.facts[0].recorded_at).total_seconds() if page.facts else 0
        self._tell_backlog(since)
        return page

    def _tell_backlog(self, since_s: float) -> None:
        RELAY_BACKLOG_FACTS.labels(self._service).set(max(0, self._head - self._position))
        RELAY_BACKLOG_AGE_S.labels(self._service).set(max(0, since_s))

    def _passed(self, held: Position, facts: Sequence[PublishedFact]) -> None:
        """The broker has these facts. A lone fact's position is stored a little later, with others': between
        its confirmation and its consumers nothing else has to be written."""
        self._position = facts[-1].position
        if self._position >= self._head:
            self._tell_backlog(0)
        if self._position <= self._head or time.monotonic() - self._stored_at >= STORED_WITHIN_S:
            self._store(held)

    def _store(self, held: Position) -> None:
        if self._position != self._stored:
            held.move(self._epoch, self._position)
            self._stored = self._position
        self._stored_at = time.monotonic()

    def _idle(self, held: Position, publisher: ConfirmingPublisher, stop: threading.Event) -> None:
        """Nothing to publish, or no room for it: wait for the bell, LOOK_EVERY_S at most."""
        keep_alive = self._kept_alive(held, publisher, stop)
        end = time.monotonic() + LOOK_EVERY_S
        while time.monotonic() < end and not stop.is_set():
            keep_alive()  # before the wait: nothing of this delays what the bell brings
            publisher.stay_alive()
            if self._bell.wait(STEP_S if self._position == self._stored else STORED_AFTER_S):
                return
            self._store(held)

    def _kept_alive(
        self, held: Position, publisher: ConfirmingPublisher, stop: threading.Event
    ) -> Callable[[], None]:
        """What every wait does: keep the position, tell whether the broker is blocked and what that holds up.
        Raises when the position is lost or the process stops."""

        def keep_alive() -> None:
            if stop.is_set():
                raise NotConfirmedError
            if time.monotonic() - self._said_at >= SAID_EVERY_S:
                self._said_at = time.monotonic()
                held.still_held()
                RELAY_BLOCKED.labels(self._service).set(publisher.blocked)
                if publisher.blocked:
                    self._look(held, 1)

        return keep_alive

    def _publish(
        self, publisher: ConfirmingPublisher, facts: Sequence[PublishedFact], keep_alive: Callable[[], None]
    ) -> None:
        for fact in facts:
            publisher.publish(
                self._message(self._epoch, fact), FACTS_EXCHANGE, routing_key(fact), mandatory=True
            )
        returned = publisher.confirm(CONFIRM_TIMEOUT_S, keep_alive)
        if returned:
            RELAY_RETURNED.labels(self._service).inc(len(returned))
            _log.error(
                "facts_returned", service=self._service, count=len(returned), keys=sorted(set(returned))
            )
        RELAY_PUBLISHED.labels(self._service).inc(len(facts))

    def _message(self, epoch: str, fact: PublishedFact) -> Any:
        return amqp.Message(
            seal(self._region, self._service, epoch, fact),
            content_type=CONTENT_TYPE,
            delivery_mode=PERSISTENT,
            message_id=f"{epoch}/{fact.position}/{fact.version}",
        )
