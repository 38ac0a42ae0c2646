"""Follows another service's facts: woken by its queue, certain by its feed.

Facts are applied in order, in batches, each batch with the consumer's position in one transaction, and
acknowledged after. A gap, a new epoch, a fresh connection, and every 20 seconds in any case: the feed itself
is read. What fails is tried again in place, the connection kept: nothing is lost, nothing overtakes. What
cannot be decoded goes to the dead-letter queue; its fact comes by the feed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from shared.contracts.shapes import FeedPage, PublishedFact
from shared.logs import failure, get_logger
from shared.messaging.connection import READY_S, backoff_s, close_quietly, connect, drain, has_word
from shared.messaging.envelope import Received, UndecodableError, unseal
from shared.messaging.topology import declare_fact_queue
from shared.metrics import SUBSCRIPTION_POSITION, SUBSCRIPTION_RETRIES, SUBSCRIPTION_UNDECODABLE

BATCH_FACTS = 200
PREFETCH_FACTS = 2 * BATCH_FACTS
READ_STEP_S = 0.5
ALIVE_STEP_S = 0.001
CATCH_UP_EVERY_S = 20.0
CATCH_UP_AGAIN_S = 2.0
Reader = Callable[[int, int], FeedPage]
_log = get_logger(__name__)


class StoppedError(Exception):
    """This process stops: what is left will be read by the next one."""


class Consumer(Protocol):
    """See `shared.eventstore.fact_consumer.FactConsumer`."""

    name: str
    producer: str

    def position(self) -> tuple[str, int]: ...

    def apply_batch(self, epoch: str, facts: Sequence[PublishedFact]) -> int: ...

    def catch_up(self, reader: Reader) -> int: ...


class Subscription:
    """Feeds `consumer` from its queue and from `reader` (a background loop)."""

    def __init__(
        self, consumer: Consumer, amqp_url: str, reader: Reader, catch_up_every_s: float = CATCH_UP_EVERY_S
    ) -> None:
        self._consumer = consumer
        self._amqp_url = amqp_url
        self._reader = reader
        self._catch_up_every_s = catch_up_every_s
        self._labels = (consumer.name, consumer.producer)
        self._catch_up_at = 0.0
        self._known: tuple[str, int] | None = None  # where we are; asked again after whatever went wrong
        self._stop = threading.Event()
        self._channel: Any = None
        self.connected = False

    def run(self, stop: threading.Event) -> None:
        """Follow until `stop`, whatever happens to broker, producer and database."""
        failures = 0
        self._stop = stop
        while not stop.is_set():
            self._catch_up()  # the feed may be there when the broker is not
            try:
                connection = connect(self._amqp_url, f"maillon facts {'.'.join(self._labels)}")
                try:
                    failures = 0
                    self._follow(connection, stop)
                finally:
                    self.connected, self._channel = False, None
                    close_quietly(connection)
            except Exception as why:  # noqa: BLE001 - whatever it is, the next connection is the remedy
                failures += 1
                self._tell("subscription_interrupted", why)
                stop.wait(backoff_s(failures))

    def _follow(self, connection: Any, stop: threading.Event) -> None:
        self._channel = channel = connection.channel()
        queue = declare_fact_queue(channel, *self._labels)
        channel.basic_qos(0, PREFETCH_FACTS, False)
        waiting: list[Any] = []
        channel.basic_consume(queue, callback=waiting.append)
        self.connected = True
        self._catch_up()
        while not stop.is_set():
            drain(connection, READ_STEP_S)
            while waiting and len(waiting) < BATCH_FACTS and has_word(connection):  # no lone fact waits
                drain(connection, READY_S)
            if waiting:
                del waiting[: self._take(channel, waiting[:BATCH_FACTS], stop)]
            if time.monotonic() >= self._catch_up_at:
                self._catch_up()
            connection.heartbeat_tick()

    def _take(self, channel: Any, messages: Sequence[Any], stop: threading.Event) -> int:
        """Apply a batch, however often it takes, then acknowledge it; returns how many messages that was.

        A fact whose other version is still to come waits for it."""
        decoded = [(message, self._decode(channel, message)) for message in messages]
        while decoded and decoded[-1][1] is not None and decoded[-1][1].fact.more:
            decoded.pop()
        received = [fact for _, fact in decoded if fact is not None]
        failures = 0
        while received and not self._apply(received):
            failures += 1
            SUBSCRIPTION_RETRIES.labels(*self._labels).inc()
            stop.wait(backoff_s(failures))
            if stop.is_set():
                return 0
            self._stay_alive()
        kept = [message for message, fact in decoded if fact is not None]
        if kept:
            channel.basic_ack(kept[-1].delivery_tag, multiple=True)
        return len(decoded)

    def _apply(self, received: Sequence[Received]) -> bool:
        """True once every one of these facts is applied: directly where they follow on, else from the
        feed."""
        try:
            known, self._known = self._known or self._consumer.position(), None
            epoch, facts, complete = follow_on(known, received)
            if facts:
                self._consumer.apply_batch(epoch, facts)
                known = (epoch, facts[-1].position)
            if complete:
                self._known = known
                SUBSCRIPTION_POSITION.labels(*self._labels).set(known[1])
        except Exception as why:  # noqa: BLE001 - tried again by the caller, for as long as it takes
            self._tell("batch_failed", why)
            return False
        return complete or self._catch_up()

    def _catch_up(self) -> bool:
        """Read the producer's feed to its head; True when that was possible."""
        self._known = None
        try:
            self._consumer.catch_up(self._read)
            SUBSCRIPTION_POSITION.labels(*self._labels).set(self._consumer.position()[1])
        except Exception as why:  # noqa: BLE001 - tried again soon
            if not self._stop.is_set():
                self._tell("catch_up_failed", why)
            self._catch_up_at = time.monotonic() + CATCH_UP_AGAIN_S
            return False
        self._catch_up_at = time.monotonic() + self._catch_up_every_s
        return True

    def _read(self, after: int, limit: int) -> FeedPage:
        """A page of the feed, unless this process stops; between two, the broker hears that we live."""
        if self._stop.is_set():
            raise StoppedError
        self._stay_alive()
        return self._reader(after, limit)

    def _stay_alive(self) -> None:
        if self._channel is not None:
            drain(self._channel.connection, ALIVE_STEP_S)
            self._channel.connection.heartbeat_tick()

    def _decode(self, channel: Any, message: Any) -> Received | None:
        """The fact in a message; None once it is sent to the dead-letter queue."""
        body = message.body
        try:
            received = unseal(body.encode() if isinstance(body, str) else body)
            if received.service == self._consumer.producer:
                return received
            reason = UndecodableError("of another service")
        except UndecodableError as why:
            reason = why
        SUBSCRIPTION_UNDECODABLE.labels(*self._labels).inc()
        self._tell("fact_undecodable", reason)
        channel.basic_reject(message.delivery_tag, requeue=False)
        return None

    def _tell(self, event: str, why: Exception) -> None:
        _log.warning(event, consumer=self._labels[0], producer=self._labels[1], **failure(why))


def follow_on(known: tuple[str, int], received: Sequence[Received]) -> tuple[str, list[PublishedFact], bool]:
    """Of these facts, those that directly follow the position `known`; and whether that leaves none out.

    What is applied already is skipped. Only the feed may tell of a new epoch, unless nothing is known yet.
    The versions of one fact go together: cut in the middle of a position, the feed has the rest.
    """
    epoch = known[0] or received[0].epoch
    facts: list[PublishedFact] = []
    position, least = known[1], 0  # the next fact: `position` + 1, or the same in a version above `least`
    for one in received:
        fact = one.fact
        expected = position + 1 if not least else position
        if one.epoch != epoch or fact.position > expected:
            return epoch, whole(facts), False
        if fact.position == expected and fact.version > least:
            facts.append(fact)
            position, least = expected, fact.version if fact.more else 0
    return epoch, whole(facts), not least


def whole(facts: Sequence[PublishedFact]) -> list[PublishedFact]:
    """Without the last position when one of its versions is still to come."""
    kept = list(facts)
    while kept and kept[-1].more:
        kept.pop()
    return kept
