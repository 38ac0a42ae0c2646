"""Run as a process of its own: appends of greenlets, as a hosted service makes them. Tells on one line (JSON)
what became of each."""

from __future__ import annotations

from shared.host import patch

patch()

import json  # noqa: E402 - everything below is imported patched
import sys  # noqa: E402
from collections.abc import Callable, Sequence  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from typing import Any  # noqa: E402
from uuid import UUID, uuid4  # noqa: E402

import eventlet  # noqa: E402
import sqlalchemy as sa  # noqa: E402
from eventsourcing.persistence import StoredEvent  # noqa: E402

from shared.eventstore.append import AppendTransaction  # noqa: E402
from shared.eventstore.appending import LogLine  # noqa: E402
from shared.eventstore.database import open_database  # noqa: E402
from shared.eventstore.group_transaction import AppendGroup  # noqa: E402
from shared.eventstore.recorder import Recorder  # noqa: E402
from tests.integration.eventstore.notebook.tables import LOG  # noqa: E402

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
MANY = 6
TAKEN, KILLED = 2, 4  # of the six, who comes at a version that exists, and who is killed while waiting
WAIT_S = 20.0


class Desk:
    """A recorder whose writer can be held, and the sizes of its groups."""

    def __init__(self, url: str) -> None:
        self.recorder = Recorder(open_database(url, "notebook").events, LOG, grouped=True)
        assert self.recorder._group is not None
        self.calls = self.recorder._group.calls
        self.subject, self.taken = uuid4(), uuid4()
        self.recorder.append([StoredEvent(self.taken, 1, "topic", b"{}")], recorded_at=AT)

    def hold(self, many: int) -> Any:
        """A greenlet that writes, and does not go on before `many` wait behind it."""
        desk = self

        class Held(AppendTransaction):
            def lock_head(self, connection: sa.Connection) -> object:
                while len(desk.calls._line) < many:
                    eventlet.sleep(0.01)
                return super().lock_head(connection)

        work = Held(LOG, [StoredEvent(uuid4(), 1, "topic", b"{}")], AT)
        return self._spawn(lambda: desk.calls.ask(work))

    def append(self, number: int, aggregate: UUID) -> Any:
        line = LogLine(self.subject, "seen", bytes([number]))
        event = StoredEvent(aggregate, 1, "topic", b"{}")
        return self._spawn(lambda: self.recorder.append([event], recorded_at=AT, log=[line]))

    def lines(self) -> list[int]:
        return [row.stored_body[0] for row in self.recorder.read_log(self.subject, 0, 100)]

    def _spawn(self, work: Callable[[], Any]) -> Any:
        def told() -> str:
            try:
                work()
            except Exception as why:  # noqa: BLE001 - told
                return type(why).__name__
            return "stored"

        greenlet = eventlet.spawn(told)
        eventlet.sleep(0.02)
        return greenlet


def gathered(desk: Desk) -> dict[str, Any]:
    """Six wait while one writes; one of them conflicts, one is killed in the line."""
    sizes: list[int] = []
    original = AppendGroup.__init__

    def init(self: AppendGroup, works: Sequence[AppendTransaction]) -> None:
        sizes.append(len(works))
        original(self, works)

    first = desk.hold(MANY + 1)
    waiting = [desk.append(n, desk.taken if n == TAKEN else uuid4()) for n in range(MANY)]
    waiting[KILLED].kill()
    AppendGroup.__init__ = init  # type: ignore[method-assign]
    last = [desk.append(n, uuid4()) for n in (MANY, MANY + 1)]
    told = [one.wait() for n, one in enumerate([first, *waiting, *last]) if n != KILLED + 1]
    AppendGroup.__init__ = original  # type: ignore[method-assign]
    return {"sizes": sizes, "told": told, "lines": desk.lines()}


def writer_killed(desk: Desk) -> dict[str, Any]:
    """Three wait behind a writer that is killed in its transaction."""
    first = desk.hold(1_000)
    before = len(desk.lines())
    waiting = [desk.append(n, uuid4()) for n in range(100, 103)]
    first.kill()
    told = [one.wait() for one in waiting]
    again = desk.append(103, uuid4()).wait()
    return {"told": [*told, again], "lines": desk.lines()[before:]}


def main(url: str) -> None:
    with eventlet.Timeout(WAIT_S):
        desk = Desk(url)
        told = {"gathered": gathered(desk), "writer_killed": writer_killed(desk)}
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
