"""Rebuilds a view beside itself and puts the new tables in place: readers see the old rows, then the new.

Promises: the view goes on following the log meanwhile; nothing is missed between the two, since the last
events are applied under the lock of the view's position; what was interrupted goes on where it stopped; a
view that cannot be rebuilt stays as it was.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from eventsourcing.persistence import Notification

from shared.eventstore.appending import EventStore
from shared.eventstore.file_lock import locked_file
from shared.eventstore.gathering import Gathering
from shared.eventstore.sealed import SealedMapper
from shared.eventstore.shadow import Shadow, shadow_of
from shared.eventstore.view import View, uses
from shared.eventstore.view_position import digest, digest_at, lock_position, read_position, store_position
from shared.problems import Conflict, Unavailable

BATCH = 500  # events applied in one transaction
NEAR_EVENTS = 500  # this close to the head, the rest is applied while the view waits
SWAP_TRIES = 100
SWAP_PAUSE_S = 0.1  # between two tries to find the tables unread
LOCK_CLASS = 0x76696577  # "view": ours among a database's advisory locks
LOCKED = ("55P03", "40P01")  # PostgreSQL: waited too long for a lock, deadlock
Progress = Callable[[int, int], None]


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

    def run(self, progress: Progress = lambda _done, _head: None, *, from_start: bool = False) -> int:
        """Rebuild and put in place; returns the view's position.

        Raises Conflict (somebody rebuilds it now), Unavailable (its tables are never free), and what the view
        raises at an event it cannot apply.
        """
        with self._alone(), shadow_of(self.engine, self.view, self.positions, "rebuild") as shadow:
            if from_start:
                shadow.remove()
            shadow.make()
            self._follow(shadow, progress)
            position = self._swap(shadow, progress)
            shadow.remove()
        return position

    def digests(self, progress: Progress = lambda _done, _head: None) -> Digests:
        """Of the view as it stands and of a rebuild up to the same position, which is then thrown away."""
        with self._alone(), shadow_of(self.engine, self.view, self.positions, "digest") as shadow:
            shadow.remove()
            found, position = digest_at(self.engine, self.positions, self.view.name, self.view.tables)
            try:
                shadow.make()
                self._up_to(shadow, position, progress)
                return Digests(found, digest(shadow.engine, self.view.tables), position)
            finally:
                shadow.remove()

    def _follow(self, shadow: Shadow, progress: Progress) -> None:
        """Apply events until the head is near."""
        while True:
            head = self.store.max_notification_id() or 0
            done = self._batch(shadow, head)
            progress(done, head)
            if head - done <= NEAR_EVENTS:
                return

    def _batch(self, shadow: Shadow, stop: int) -> int:
        """Apply the next events up to position `stop`, in one transaction; returns the position reached."""
        epoch = self.store.epoch()
        known = read_position(shadow.engine, self.positions, self.view.name)
        if known is not None and known[0] != epoch:
            shadow.remove()
            shadow.make()
            known = None
        page = self._after(known[1] if known else 0, stop)
        with shadow.engine.begin() as connection:
            _, position = lock_position(connection, self.positions, self.view.name, epoch)
            return self._apply(connection, epoch, position, page)

    def _apply(
        self, connection: sa.Connection, epoch: str, position: int, page: Sequence[Notification]
    ) -> int:
        gathering = Gathering(connection, self.view.tables)
        for notification in page:
            if uses(self.view, notification.topic):
                event = self.mapper.to_domain_event(notification)
                self.view.apply(gathering.as_connection(), event, notification.id)
        gathering.send()
        if page:
            position = page[-1].id
            store_position(connection, self.positions, self.view.name, epoch, position)
        return position

    def _after(self, position: int, stop: int) -> Sequence[Notification]:
        return self.store.select_notifications(position, BATCH, stop, inclusive_of_start=False)

    def _swap(self, shadow: Shadow, progress: Progress) -> int:
        """Put the shadow in place, trying again while readers hold the tables."""
        pause = threading.Event()
        for _ in range(SWAP_TRIES):
            self._follow(shadow, progress)
            try:
                return self._swap_now(shadow)
            except sa.exc.OperationalError as why:
                if not _is_busy(why):
                    raise
                pause.wait(SWAP_PAUSE_S)
        raise Unavailable("view_always_read", "La vue est lue sans cesse : réessayez à une heure plus calme.")

    def _swap_now(self, shadow: Shadow) -> int:
        """In one transaction that holds the view's position: the last events, the tables, the position."""
        epoch = self.store.epoch()
        with self.engine.begin() as connection:
            known, followed = lock_position(connection, self.positions, self.view.name, epoch)
            stop = max(followed if known == epoch else 0, self.store.max_notification_id() or 0)
            reached = self._up_to(shadow, stop)
            shadow.put_in_place(connection)
            store_position(connection, self.positions, self.view.name, epoch, reached)
        return reached

    def _up_to(self, shadow: Shadow, stop: int, progress: Progress = lambda _done, _head: None) -> int:
        """Apply every event up to position `stop`; returns the position reached."""
        before, reached = -1, 0
        while before < reached < stop or before < 0:
            before, reached = reached, self._batch(shadow, stop)
            progress(reached, stop)
        return reached

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else rebuilds this view meanwhile. Raises Conflict."""
        busy = Conflict("view_being_rebuilt", "Cette vue est déjà en train d’être reconstruite.")
        if self.engine.dialect.name == "sqlite":
            try:
                with locked_file(Path(f"{self.engine.url.database}.rebuilding"), 0):
                    yield
            except TimeoutError:
                raise busy from None
            return
        key = sa.func.hashtext(self.view.name)
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as lock:
            if not lock.execute(sa.select(sa.func.pg_try_advisory_lock(LOCK_CLASS, key))).scalar_one():
                raise busy
            try:
                yield
            finally:
                lock.execute(sa.select(sa.func.pg_advisory_unlock(LOCK_CLASS, key)))


def _is_busy(why: sa.exc.OperationalError) -> bool:
    return getattr(why.orig, "sqlstate", "") in LOCKED or "locked" in str(why.orig)
