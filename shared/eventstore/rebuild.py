"""Rebuilds views beside themselves and puts the new tables in place: readers see the old rows, then the new.

Promises: a view goes on following the log meanwhile; nothing is missed between the two, since the last
events are applied under the lock of the view's position; what was interrupted goes on where it stopped; a
view that cannot be rebuilt stays as it was. Several views are filled in one pass over the log: events are
read and opened once.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from shared.eventstore.appending import EventStore
from shared.eventstore.building import Building, building_alone
from shared.eventstore.sealed import SealedMapper
from shared.eventstore.view import View
from shared.eventstore.view_position import digest, digest_at, lock_position, store_position
from shared.problems import Unavailable

BATCH = 10_000  # events read, opened, folded and written together: some 50 MB
SPAN = 200_000  # positions looked through in one query for events of the topics in use
NEAR_EVENTS = 500  # this close to the head, the rest is applied while the view waits
SWAP_TRIES = 100
SWAP_PAUSE_S = 0.1  # between two tries to find the tables unread
LOCKED = ("55P03", "40P01")  # PostgreSQL: waited too long for a lock, deadlock
Progress = Callable[[int, int], None]


def untold(_done: int, _head: int) -> None:
    """No progress is shown."""


@dataclass(frozen=True)
class Digests:
    """Of a view and of its rebuild, at the same position."""

    view: str
    rebuilt: str
    position: int

    @property
    def equal(self) -> bool:
        return self.view == self.rebuilt


@dataclass(frozen=True)
class Rebuild:
    """The rebuild of one view. `progress(done, head)` is told the events passed, in positions."""

    store: EventStore
    mapper: SealedMapper
    engine: sa.Engine
    positions: sa.Table
    view: View

    def run(self, progress: Progress = untold, *, from_start: bool = False) -> int:
        """Rebuild and put in place; returns the view's position. Raises what `run_together` raises."""
        return run_together([self], progress, from_start=from_start)[0]

    def digests(self, progress: Progress = untold) -> Digests:
        """Of the view as it stands and of a rebuild up to the same position, which is then thrown away."""
        with self.alone("digest") as building:
            found, position = digest_at(self.engine, self.positions, self.view.name, self.view.tables)
            try:
                building.shadow.make(anew=True)
                head = self.store.max_notification_id() or 0
                self._up_to(building, self.store.epoch(), min(position, head), progress)
                return Digests(found, digest(building.shadow.engine, self.view.tables), position)
            finally:
                building.shadow.remove()

    def alone(self, purpose: str) -> AbstractContextManager[Building]:
        return building_alone(self.engine, self.positions, self.view, purpose)

    def follow(self, buildings: Sequence[Building], progress: Progress) -> None:
        """Apply events until the head is near."""
        while True:
            head = self.store.max_notification_id() or 0
            done = self._page(buildings, head)
            progress(done, head)
            if head - done <= NEAR_EVENTS:
                return

    def _page(self, buildings: Sequence[Building], stop: int) -> int:
        """Apply the next events up to position `stop`, which the log has; returns the position that all have
        reached."""
        epoch = self.store.epoch()
        position = min(building.reached(epoch) for building in buildings)
        if position >= stop:
            return position
        stop = min(stop, position + SPAN)
        topics = _together([building.topics for building in buildings])
        page = self.store.select_notifications(
            position, BATCH, stop, sorted(topics or ()), inclusive_of_start=False
        )
        reached = page[-1].id if len(page) == BATCH else stop
        with _uncollected():
            opened = list(zip(page, self.mapper.to_domain_events(page), strict=True))
            for building in buildings:
                building.apply(opened, reached)
        return reached

    def swap(self, building: Building, progress: Progress) -> int:
        """Put its shadow in place, trying again while readers hold the tables."""
        pause = threading.Event()
        for tried in range(SWAP_TRIES):
            if tried:
                self.follow([building], progress)
            try:
                return self._swap_now(building)
            except sa.exc.OperationalError as why:
                if not _is_busy(why):
                    raise
                pause.wait(SWAP_PAUSE_S)
        raise Unavailable("view_always_read", "La vue est lue sans cesse : réessayez à une heure plus calme.")

    def _swap_now(self, building: Building) -> int:
        """In one transaction that holds the view's position: the last events, the tables, the position."""
        epoch, name = self.store.epoch(), building.view.name
        with self.engine.begin() as connection:
            lock_position(connection, self.positions, name, epoch)
            reached = self._up_to(building, epoch, self.store.max_notification_id() or 0)
            building.shadow.put_in_place(connection)
            store_position(connection, self.positions, name, epoch, reached)
        return reached

    def _up_to(self, building: Building, epoch: str, stop: int, progress: Progress = untold) -> int:
        """Apply every event up to position `stop`, which the log has; returns the position reached."""
        reached = building.reached(epoch)
        while reached < stop:
            reached = self._page([building], stop)
            progress(reached, stop)
        return reached


def run_together(
    rebuilds: Sequence[Rebuild], progress: Progress = untold, *, from_start: bool = False
) -> list[int]:
    """Rebuild views of one log in one pass over it, and put each in place; returns their positions.

    Raises Conflict (somebody rebuilds one now), Unavailable (its tables are never free), and what a view
    raises at an event it cannot apply.
    """
    with ExitStack() as alone:
        buildings = [alone.enter_context(rebuild.alone("rebuild")) for rebuild in rebuilds]
        for building in buildings:
            building.shadow.make(anew=from_start)
        rebuilds[0].follow(buildings, progress)
        positions = []
        for rebuild, building in zip(rebuilds, buildings, strict=True):
            positions.append(rebuild.swap(building, progress))
            building.shadow.is_in_place()
    return positions


def _together(topics: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    """Those that any uses; None: all."""
    known = [one for one in topics if one is not None]
    return frozenset[str]().union(*known) if len(known) == len(topics) else None


@contextmanager
def _uncollected() -> Iterator[None]:
    """All that a page makes lives until its end: looking for cycles among it again and again costs a quarter
    of the time, and finds none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _is_busy(why: sa.exc.OperationalError) -> bool:
    return getattr(why.orig, "sqlstate", "") in LOCKED or "locked" in str(why.orig)
