"""Part of the mutant `cursor_unlocked`: appends overtake each other at every second one, not by chance.

A group has one writer, who overtakes nobody, so each append goes by itself. Every second one holds its commit
until a later position was committed, and a reader of "after the last" had the time to see it.
"""

from __future__ import annotations

import itertools
import threading
import time
from typing import Any

from tests.faults.planting import wrap
from tests.faults.switches import Switches

OVERTAKEN_MAX_S = 3.0  # nobody else writes: go on
SEEN_WITHIN_S = 0.1


class _Waiting:
    """Appends that hold their commit, by their position."""

    def __init__(self) -> None:
        self._turns = itertools.count()
        self._held: dict[int, threading.Event] = {}

    def hold(self, position: int) -> None:
        if next(self._turns) % 2 == 0:
            overtaken = self._held.setdefault(position, threading.Event())
            if overtaken.wait(OVERTAKEN_MAX_S):
                time.sleep(SEEN_WITHIN_S)

    def release_below(self, newest: int) -> None:
        for position in [position for position in self._held if position < newest]:
            self._held.pop(position).set()


def plant(switches: Switches) -> None:
    """Wraps the stores of an append. The wrapped `advance_head` runs before the commit."""
    from shared.eventstore.append import AppendTransaction
    from shared.eventstore.group_commit import GroupCommit
    from shared.eventstore.recorder import Recorder

    waiting = _Waiting()

    def append(original: Any) -> Any:
        def mutant(self: Any, work: Any) -> Any:
            return self._write_one(work) if switches.is_on("cursor_unlocked") else original(self, work)

        return mutant

    def store_one(original: Any) -> Any:
        def mutant(self: Any, work: Any) -> Any:
            if not switches.is_on("cursor_unlocked"):
                return original(self, work)
            stored = self._retrying(lambda: self._store(work))
            waiting.release_below(max(stored.feed_positions, default=0))
            return stored

        return mutant

    def advance_head(original: Any) -> Any:
        def mutant(self: Any, connection: Any, row: Any) -> None:
            original(self, connection, row)
            if switches.is_on("cursor_unlocked") and self.facts:
                waiting.hold(row.feed_position + len(self.facts))

        return mutant

    wrap(GroupCommit, "append", append)
    wrap(Recorder, "_store_one", store_one)
    wrap(AppendTransaction, "advance_head", advance_head)
