"""The marked points: around the append, around publishing, between a consumer's commit and its ack, around
sending."""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from tests.faults.planting import Planter, wrap
from tests.faults.switches import Switches

APPENDING = ("append.before", "append.before_commit", "append.after_commit")
PUBLISHING = ("relay.before_publish", "relay.amid_publish", "relay.before_move")


def _append(switches: Switches) -> None:
    from shared.eventstore.append import AppendTransaction
    from shared.eventstore.group_transaction import AppendGroup
    from shared.eventstore.recorder import Recorder

    def append(original: Any) -> Any:
        def marked(self: Any, *given: Any, **named: Any) -> Any:
            switches.reach("append.before")
            done = original(self, *given, **named)
            switches.reach("append.after_commit")
            return done

        return marked

    def run(original: Any) -> Any:
        def marked(self: Any, *given: Any, **named: Any) -> Any:
            done = original(self, *given, **named)
            switches.reach("append.before_commit")
            return done

        return marked

    wrap(Recorder, "append", append)
    wrap(AppendTransaction, "run", run)
    wrap(AppendGroup, "run", run)


def _publish(switches: Switches) -> None:
    from shared.messaging.connection import ConfirmingPublisher
    from shared.messaging.topology import FACTS_EXCHANGE

    def publish(original: Any) -> Any:
        def marked(self: Any, message: Any, exchange: str, *given: Any, **named: Any) -> Any:
            if exchange != FACTS_EXCHANGE:
                return original(self, message, exchange, *given, **named)
            self.tells_facts = True
            switches.reach("relay.before_publish")
            done = original(self, message, exchange, *given, **named)
            switches.reach("relay.amid_publish")
            return done

        return marked

    def confirm(original: Any) -> Any:
        def marked(self: Any, *given: Any, **named: Any) -> Any:
            if getattr(self, "tells_facts", False):
                switches.reach("relay.before_confirm")
            return original(self, *given, **named)

        return marked

    wrap(ConfirmingPublisher, "publish", publish)
    wrap(ConfirmingPublisher, "confirm", confirm)


def _blind(switches: Switches) -> None:
    """While `relay.blind` is set the relay sees an empty feed, is told of nothing, and lives: facts pile up
    behind it."""
    from shared.messaging.doorbell import Doorbell
    from shared.messaging.relay import Relay

    def init(original: Any) -> Any:
        def blindable(self: Any, service: str, region: str, read: Any, *given: Any, **named: Any) -> None:
            def seeing(after: int, limit: int) -> Any:
                page = read(after, limit)
                if not switches.is_on("relay.blind"):
                    return page
                return msgspec.structs.replace(page, facts=[], head=after)

            original(self, service, region, seeing, *given, **named)

        return blindable

    def told_after(original: Any) -> Any:
        def unheard(self: Any, *given: Any) -> Any:
            told = original(self, *given)
            return ([], True) if switches.is_on("relay.blind") else told

        return unheard

    wrap(Relay, "__init__", init)
    wrap(Doorbell, "told_after", told_after)


def _move(switches: Switches) -> None:
    from shared.messaging.relay_position import HeldPosition

    def move(original: Any) -> Any:
        def marked(self: Any, *given: Any, **named: Any) -> Any:
            switches.reach("relay.before_move")
            return original(self, *given, **named)

        return marked

    wrap(HeldPosition, "move", move)


def _consume(switches: Switches) -> None:
    from shared.eventstore.fact_consumer import FactConsumer

    def apply_batch(original: Any) -> Any:
        def marked(self: Any, *given: Any, **named: Any) -> Any:
            applied = original(self, *given, **named)
            if applied and not _within("catch_up"):
                switches.reach("consumer.after_commit")
            return applied

        return marked

    wrap(FactConsumer, "apply_batch", apply_batch)


def _send(switches: Switches) -> None:
    from services.notifications.adapters.file_outbox import FileOutbox

    def send(original: Any) -> Any:
        def marked(self: Any, *given: Any, **named: Any) -> None:
            original(self, *given, **named)
            switches.reach("sms.after_send")

        return marked

    wrap(FileOutbox, "send", send)


def _within(function: str) -> bool:
    """Whether a function of that name is being run by whoever asks."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name == function:
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


PLANTERS: dict[str, Planter] = {
    "append": _append,
    "publish": _publish,
    "blind": _blind,
    "move": _move,
    "consume": _consume,
}
OF_SERVICE: dict[str, dict[str, Planter]] = {"notifications": {"send": _send}}
