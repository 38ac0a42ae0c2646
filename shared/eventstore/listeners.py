"""Who follows a store of this process: woken by each append, or given the facts it has just committed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from typing import Any

from shared.contracts.shapes import PublishedFact
from shared.eventstore.appending import Appended
from shared.eventstore.fact_lines import FactLine, published

Wake = Callable[[], None]
Told = Callable[[str, Sequence[PublishedFact]], None]  # the feed's epoch, facts of whole positions in order


class Listeners:
    """Callbacks, all quick and thread-safe; each may be taken away again by what adding it returns."""

    def __init__(self) -> None:
        self._wakes: list[Wake] = []
        self._told: list[Told] = []
        self._changing = Lock()

    def on_append(self, callback: Wake) -> Callable[[], None]:
        return self._added(self._wakes, callback)

    def on_facts(self, callback: Told) -> Callable[[], None]:
        return self._added(self._told, callback)

    def tell(self, appended: Appended, lines: Sequence[FactLine], recorded_at: datetime) -> None:
        """It is committed."""
        if lines and self._told:
            facts = published(appended.feed_positions, lines, recorded_at)
            for told in list(self._told):
                told(appended.epoch, facts)
        for wake in list(self._wakes):
            wake()

    def _added(self, callbacks: list[Any], callback: Any) -> Callable[[], None]:
        with self._changing:
            callbacks.append(callback)

        def stop() -> None:
            with self._changing:
                callbacks[:] = [known for known in callbacks if known is not callback]

        return stop
