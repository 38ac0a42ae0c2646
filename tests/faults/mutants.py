"""Known defects, each kept ready for the fault that must catch it: what the product would be without one of
its guards."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import sqlalchemy as sa

from tests.faults import erasure_mutants, overtaking, paper_mutants
from tests.faults.planting import Planter, wrap
from tests.faults.switches import Switches

DELIVERY_LIMIT = 20


def _relay_from_head(switches: Switches) -> None:
    """A relay that takes what was stored before it started for published, as a dispatch after commit does."""
    from shared.messaging.relay_position import HeldPosition

    def read(original: Any) -> Any:
        def mutant(self: Any, epoch: str) -> int:
            if switches.is_on("relay_from_head"):
                with self._engine.connect() as connection:
                    head = connection.exec_driver_sql("select feed_position from feed_head").scalar_one()
                original(self, epoch)
                self.move(epoch, head)
            return int(original(self, epoch))

        return mutant

    wrap(HeldPosition, "read", read)


def _confirms_off(switches: Switches) -> None:
    """A relay that takes what it wrote to its socket for published."""
    from shared.messaging.connection import ConfirmingPublisher

    def confirm(original: Any) -> Any:
        def mutant(self: Any, *given: Any, **named: Any) -> Any:
            if switches.is_on("confirms_off") and getattr(self, "tells_facts", False):
                self._waiting.clear()
                return []
            return original(self, *given, **named)

        return mutant

    wrap(ConfirmingPublisher, "confirm", confirm)


def _mandatory_off(switches: Switches) -> None:
    """A relay that does not ask to be told of facts that no queue wants."""
    from shared.messaging.connection import ConfirmingPublisher

    def publish(original: Any) -> Any:
        def mutant(self: Any, *given: Any, **named: Any) -> Any:
            if switches.is_on("mandatory_off"):
                named["mandatory"] = False
            return original(self, *given, **named)

        return mutant

    wrap(ConfirmingPublisher, "publish", publish)


def _position_forgotten(switches: Switches) -> None:
    """A consumer that applies whatever is delivered, as it is delivered."""
    from shared.eventstore import fact_consumer
    from shared.messaging import subscription

    def next_ones(original: Any) -> Any:
        def mutant(position: int, facts: Any) -> Any:
            return list(facts) if switches.is_on("position_forgotten") else original(position, facts)

        return mutant

    def follow_on(original: Any) -> Any:
        def mutant(known: Any, received: Any) -> Any:
            if not switches.is_on("position_forgotten"):
                return original(known, received)
            return received[0].epoch, [one.fact for one in received], True

        return mutant

    wrap(fact_consumer, "_next_ones", next_ones)
    wrap(subscription, "follow_on", follow_on)


def _catch_up_off(switches: Switches) -> None:
    """A consumer for which the broker is the truth."""
    from shared.eventstore.fact_consumer import FactConsumer

    def catch_up(original: Any) -> Any:
        def mutant(self: Any, reader: Any) -> Any:
            return 0 if switches.is_on("catch_up_off") else original(self, reader)

        return mutant

    wrap(FactConsumer, "catch_up", catch_up)


def _reply_loss_kills(switches: Switches) -> None:
    """nameko's own handler: a reply that cannot be sent ends the process."""
    from shared.rpc.entrypoint import Rpc

    def on_result(original: Any) -> Any:
        def mutant(self: Any, message: Any, worker: Any, reply: Any, exc_info: Any) -> Any:
            if switches.is_on("reply_loss_kills"):
                properties = message.properties
                self._replies.send(reply, properties["reply_to"], properties.get("correlation_id", ""))
            return original(self, message, worker, reply, exc_info)

        return mutant

    wrap(Rpc, "_on_result", on_result)


def _blind_retry(switches: Switches) -> None:
    """A store that inserts again what failed, whatever became of the first, and remembers no key."""
    from shared.eventstore.append import AppendTransaction
    from shared.eventstore.recorder import Recorder

    def is_recorded(original: Any) -> Any:
        def mutant(self: Any, *given: Any) -> bool:
            return False if switches.is_on("blind_retry") else bool(original(self, *given))

        return mutant

    def append(original: Any) -> Any:
        def mutant(self: Any, *given: Any, **named: Any) -> Any:
            if switches.is_on("blind_retry"):
                named["idempotency"] = None
            return original(self, *given, **named)

        return mutant

    def find_reply(original: Any) -> Any:
        def mutant(self: Any, *given: Any) -> Any:
            return None if switches.is_on("blind_retry") else original(self, *given)

        return mutant

    wrap(AppendTransaction, "is_recorded", is_recorded)
    wrap(Recorder, "append", append)
    wrap(Recorder, "find_reply", find_reply)


def _cursor_unlocked(switches: Switches) -> None:
    """Positions from a counter that nobody locks, as a serial column's are: rows commit out of order."""
    from shared.eventstore.append import AppendTransaction

    counters: dict[str, Any] = {}

    class Taken:
        """Positions taken for one append."""

        def __init__(self, row: Any, sizes: dict[str, int]) -> None:
            self.epoch = row.epoch
            for name in ("event_position", "feed_position", "log_position"):
                counter = counters.setdefault(name, itertools.count(getattr(row, name)))
                taken = [next(counter) for _ in range(sizes[name])]
                setattr(self, name, taken[0] if taken else getattr(row, name))

    def lock_head(original: Any) -> Any:
        def mutant(self: Any, connection: sa.Connection) -> Any:
            if not switches.is_on("cursor_unlocked"):
                counters.clear()
                return original(self, connection)
            row = connection.execute(sa.select(self.tables.feed_head)).one()
            sizes = {
                "event_position": len(self.events),
                "feed_position": len(self.facts),
                "log_position": len(self.log),
            }
            return Taken(row, sizes)

        return mutant

    def advance_head(original: Any) -> Any:
        def mutant(self: Any, connection: sa.Connection, row: Any) -> None:
            if not switches.is_on("cursor_unlocked"):
                original(self, connection, row)
                return
            head = self.tables.feed_head
            with connection.engine.begin() as apart:
                apart.execute(
                    sa.update(head).values(
                        event_position=sa.func.greatest(
                            head.c.event_position, row.event_position + len(self.events)
                        ),
                        feed_position=sa.func.greatest(
                            head.c.feed_position, row.feed_position + len(self.facts)
                        ),
                        log_position=sa.func.greatest(head.c.log_position, row.log_position + len(self.log)),
                    )
                )

        return mutant

    wrap(AppendTransaction, "lock_head", lock_head)
    wrap(AppendTransaction, "advance_head", advance_head)
    overtaking.plant(switches)


def _poison_dropped(switches: Switches) -> None:
    """A consumer that swallows what it cannot apply."""
    from shared.eventstore.parked import ParkedFacts

    def add(original: Any) -> Any:
        def mutant(self: Any, *given: Any, held: bool) -> None:
            if held or not switches.is_on("poison_dropped"):
                original(self, *given, held=held)

        return mutant

    wrap(ParkedFacts, "add", add)


def _parking_off(switches: Switches) -> None:
    """A consumer that tries what it cannot apply again and again, and everything behind it waits."""
    from shared.eventstore.settling import Settling

    def park(original: Any) -> Any:
        def mutant(self: Any, fact: Any, why: Exception) -> None:
            if switches.is_on("parking_off"):
                raise why
            original(self, fact, why)

        return mutant

    wrap(Settling, "_park", park)


def _limited_queue(switches: Switches) -> None:
    """A fact queue that dead-letters what was delivered too often."""
    from shared.messaging import topology

    def arguments(original: Any) -> Any:
        def mutant(*given: Any) -> Any:
            limit = {"x-delivery-limit": DELIVERY_LIMIT} if switches.is_on("limited_queue") else {}
            return original(*given) | limit

        return mutant

    wrap(topology, "fact_queue_arguments", arguments)


def _unknown_topic(switches: Switches) -> None:
    """A class whose stored name was changed: what a former release stored is not read any more."""
    from shared.eventstore import sealed

    def resolve(original: Any) -> Any:
        def mutant(topic: str) -> Any:
            if switches.is_on("unknown_topic") and topic.endswith((".ReachSet", ".Verified")):
                raise KeyError(topic)
            return original(topic)

        return mutant

    wrap(sealed, "resolve_topic", resolve)


def _view_skips(switches: Switches) -> None:
    """A view that leaves events out."""
    from services.vault.adapters.follow_up_view import FollowUpView

    def apply(original: Any) -> Any:
        def mutant(self: Any, *given: Any, **named: Any) -> None:
            if not switches.is_on("view_skips"):
                original(self, *given, **named)

        return mutant

    wrap(FollowUpView, "apply", apply)


def _decision_remembered(switches: Switches) -> None:
    """A vault that remembers what it allowed, for a while, instead of deciding at each read."""
    from services.vault.domain.vault import Vault

    remembered: dict[Any, Any] = {}

    def decide(original: Any) -> Any:
        def mutant(self: Any, reader: Any, wanted: Any, now: Any) -> Any:
            if not switches.is_on("decision_remembered"):
                return original(self, reader, wanted, now)
            asked = (self.id, reader.professional_id, wanted)
            if asked not in remembered or not remembered[asked].allowed:
                remembered[asked] = original(self, reader, wanted, now)
            return remembered[asked]

        return mutant

    wrap(Vault, "decide", decide)


def _version_unchecked(switches: Switches) -> None:
    """A store that takes the next free version when the one decided on is taken: the last writer wins too."""
    from eventsourcing.persistence import IntegrityError

    from shared.eventstore.recorder import Recorder

    def append(original: Any) -> Any:
        def mutant(self: Any, events: Any, **named: Any) -> Any:
            try:
                return original(self, events, **named)
            except IntegrityError:
                if not switches.is_on("version_unchecked") or not events:
                    raise
            (newest,) = self.select_events(events[0].originator_id, desc=True, limit=1)
            after = itertools.count(newest.originator_version + 1)
            moved = [dataclasses.replace(event, originator_version=next(after)) for event in events]
            return original(self, moved, **named)

        return mutant

    wrap(Recorder, "append", append)


def _outbox_forgets(switches: Switches) -> None:
    """A provider that sends one message twice when asked twice."""
    from services.notifications.adapters.file_outbox import FileOutbox

    def sent(original: Any) -> Any:
        def mutant(self: Any) -> Any:
            return set() if switches.is_on("outbox_forgets") else original(self)

        return mutant

    wrap(FileOutbox, "_sent", sent)


PLANTERS: dict[str, Planter] = {
    "relay_from_head": _relay_from_head,
    "confirms_off": _confirms_off,
    "mandatory_off": _mandatory_off,
    "position_forgotten": _position_forgotten,
    "catch_up_off": _catch_up_off,
    "reply_loss_kills": _reply_loss_kills,
    "blind_retry": _blind_retry,
    "cursor_unlocked": _cursor_unlocked,
    "limited_queue": _limited_queue,
    "poison_dropped": _poison_dropped,
    "parking_off": _parking_off,
    "unknown_topic": _unknown_topic,
}
OF_SERVICE: dict[str, dict[str, Planter]] = {
    "directory": erasure_mutants.PLANTERS,
    "vault": {
        **erasure_mutants.PLANTERS,
        "view_skips": _view_skips,
        "decision_remembered": _decision_remembered,
        "version_unchecked": _version_unchecked,
        **paper_mutants.PLANTERS,
    },
    "notifications": {"outbox_forgets": _outbox_forgets},
}
