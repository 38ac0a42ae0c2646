"""A relay in a process of its own, for tests that kill it: `relaying.py <folder> <head> <die_after>
[mutant]`.

It kills itself with SIGKILL once `die_after` facts were handed to the socket (0: never), in the middle of a
window, and ends once the whole feed is confirmed. The mutant moves the stored position before the broker has
confirmed.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from shared.contracts.shapes import FeedPage, PublishedFact
from shared.eventstore.database import open_engine
from shared.messaging.doorbell import Doorbell
from shared.messaging.relay import Relay
from shared.messaging.relay_position import HeldPosition, RelayPositions
from shared.messaging.tables import relay_tables

LOOK_EVERY_S = 0.05
EPOCH = "11111111-2222-3333-4444-555555555555"


def feed(head: int) -> Any:
    def read(after: int, limit: int) -> FeedPage:
        facts = [
            PublishedFact(
                position=position,
                type="numbers.counted",
                version=1,
                subject="n",
                subject_version=position,
                data=msgspec.Raw(b'{"n":%d}' % position),
                recorded_at=datetime(2031, 3, 4, tzinfo=UTC),
            )
            for position in range(after + 1, min(head, after + limit) + 1)
        ]
        return FeedPage(epoch=EPOCH, head=head, facts=facts)

    return read


class DyingRelay(Relay):
    """Dies at a marked point."""

    left = 0
    move_first: HeldPosition | None = None

    def _message(self, epoch: str, fact: PublishedFact) -> Any:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return super()._message(epoch, fact)

    def _publish(self, publisher: Any, facts: Sequence[PublishedFact], keep_alive: Any) -> None:
        if self.move_first is not None:
            self.move_first.move(EPOCH, facts[-1].position)
        super()._publish(publisher, facts, keep_alive)


def main() -> None:
    folder, head, die_after, mutant = (
        sys.argv[1],
        int(sys.argv[2]),
        int(sys.argv[3]),
        sys.argv[4:] == ["mutant"],
    )
    metadata = sa.MetaData()
    table = relay_tables(metadata)
    engine = open_engine(f"sqlite:///{folder}", "events.db")
    metadata.create_all(engine)
    positions = RelayPositions(engine, table, "numbers")
    relay = DyingRelay("numbers", "idf", feed(head), positions, os.environ["AMQP_URL"], Doorbell())
    relay.left = die_after
    stop = threading.Event()
    thread = threading.Thread(target=relay.run, args=(stop,))
    with positions.hold() as held:
        assert held is not None
        relay.move_first = held if mutant else None
        thread.start()
        while held.read(EPOCH) < head:
            stop.wait(LOOK_EVERY_S)
        stop.set()
        thread.join()


if __name__ == "__main__":
    main()
