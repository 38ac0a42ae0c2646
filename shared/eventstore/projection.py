"""Views follow the log: each batch of events is applied in one transaction with the view's position.

Promises: an event is applied to a view once and in order, whatever dies in between and however many replicas
run; a view at fault stops alone, is retried with growing pauses, and is named in the logs by ids only. What
the surroundings are to blame for (a database away) is tried again within two seconds of their return.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Condition, Event

import sqlalchemy as sa
from eventsourcing.persistence import Notification
from sqlalchemy.exc import SQLAlchemyError

from shared.eventstore.appending import EventStore
from shared.eventstore.fact_fault import is_to_wait_for
from shared.eventstore.rebuild import Rebuild
from shared.eventstore.rows import SqlRows
from shared.eventstore.sealed import SealedMapper
from shared.eventstore.view import View
from shared.eventstore.view_position import clear, lock_position, read_position, store_position
from shared.problems import Problem

BATCH = 500  # events applied in one transaction
POLL_INTERVAL_S = 0.25  # how late an append of another process may be seen
FIRST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 30.0  # an event at fault: somebody has to mend it
LONGEST_AWAY_PAUSE_S = 2.0  # the database away or busy: it mends itself
MAX_WAITERS = 3  # readers that wait for their own write, per process
LOGGER = logging.getLogger(__name__)


@dataclass
class _Pause:
    until: float = 0.0
    length_s: float = 0.0


class ProjectionRunner:
    """Keeps `views` (in the database of `engine`) in step with the events of `store`."""

    def __init__(
        self,
        store: EventStore,
        mapper: SealedMapper,
        engine: sa.Engine,
        positions: sa.Table,
        views: Sequence[View],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._mapper = mapper
        self._engine = engine
        self._positions = positions
        self._views = views
        self._monotonic = monotonic
        self._pauses = {view.name: _Pause() for view in views}
        self._moved = Condition()
        self._waiters = 0

    def run(self, stop: Event) -> None:
        """Follow the log until `stop` is set (and woken: at most POLL_INTERVAL_S later)."""
        appended = Event()
        forget = self._store.on_append(appended.set)
        try:
            while not stop.is_set():
                appended.clear()
                if self.run_once() == 0:
                    appended.wait(POLL_INTERVAL_S)
        finally:
            forget()

    def run_once(self) -> int:
        """Apply at most one batch to each view; returns how many events were applied in all (0: at rest, or
        at fault)."""
        applied = 0
        for view in self._views:
            if self._monotonic() >= self._pauses[view.name].until:
                applied += self._follow(view)
        with self._moved:
            self._moved.notify_all()
        return applied

    def wait_for(self, position: int, timeout_s: float = 1.0) -> bool:
        """Whether every view has reached `position`, waiting at most `timeout_s`. False at once when
        MAX_WAITERS wait already: the answer is then told to be stale."""
        if self._reached(position):
            return True
        with self._moved:
            if self._waiters >= MAX_WAITERS:
                return False
            self._waiters += 1
        try:
            return self._wait(position, self._monotonic() + timeout_s)
        finally:
            with self._moved:
                self._waiters -= 1

    def rebuild(self, view: View) -> int:
        """Empty the view and replay every event into it, in one transaction; returns its position."""
        with self._engine.begin() as connection:
            lock_position(connection, self._positions, view.name, self._store.epoch())
            clear(connection, view.tables)
            rows, position = SqlRows(connection), 0
            while page := self._after(position):
                for notification in page:
                    self._apply(rows, view, notification)
                position = page[-1].id
            store_position(connection, self._positions, view.name, self._store.epoch(), position)
        return position

    @property
    def views(self) -> Sequence[View]:
        return self._views

    def rebuild_of(self, view: View) -> Rebuild:
        """The rebuild of a view beside itself, for an operator (see rebuild.py)."""
        return Rebuild(self._store, self._mapper, self._engine, self._positions, view)

    def _follow(self, view: View) -> int:
        """One batch for one view; a view at fault waits for its turn, what came before the fault being
        kept."""
        pause = self._pauses[view.name]
        try:
            applied = self._next_batch(view)
        except (_Fault, SQLAlchemyError, Problem) as error:
            place, cause = (error.position, error.cause) if isinstance(error, _Fault) else ("any", error)
            longest = LONGEST_AWAY_PAUSE_S if is_to_wait_for(cause) else LONGEST_PAUSE_S
            pause.length_s = min(max(FIRST_PAUSE_S, pause.length_s * 2), longest)
            pause.until = self._monotonic() + pause.length_s
            LOGGER.error("view %s stopped at event %s (%s)", view.name, place, type(cause).__name__)
            return 0
        pause.length_s = 0.0
        return applied

    def _next_batch(self, view: View) -> int:
        epoch = self._store.epoch()
        known = read_position(self._engine, self._positions, view.name)
        if known is not None and known[0] != epoch:
            LOGGER.warning("view %s belongs to another epoch: rebuilding it", view.name)
            return self.rebuild(view)
        page = self._after(known[1] if known else 0)
        try:
            return self._apply_all(view, epoch, page)
        except _Fault as fault:
            self._apply_all(view, epoch, [sound for sound in page if sound.id < fault.position])
            raise

    def _apply_all(self, view: View, epoch: str, page: Sequence[Notification]) -> int:
        if not page:
            return 0
        with self._engine.begin() as connection:
            _, position = lock_position(connection, self._positions, view.name, epoch)
            todo = [notification for notification in page if notification.id > position]
            rows = SqlRows(connection)
            for notification in todo:
                self._apply(rows, view, notification)
            if todo:
                store_position(connection, self._positions, view.name, epoch, todo[-1].id)
        return len(todo)

    def _apply(self, rows: SqlRows, view: View, notification: Notification) -> None:
        try:
            view.apply(rows, self._mapper.to_domain_event(notification), notification.id)
        except Exception as error:
            raise _Fault(notification.id, error) from error

    def _after(self, position: int) -> Sequence[Notification]:
        return self._store.select_notifications(position, BATCH, inclusive_of_start=False)

    def _reached(self, position: int) -> bool:
        known = [read_position(self._engine, self._positions, view.name) for view in self._views]
        return all(found is not None and found[1] >= position for found in known)

    def _wait(self, position: int, deadline: float) -> bool:
        while not self._reached(position):
            left_s = deadline - self._monotonic()
            if left_s <= 0:
                return False
            with self._moved:
                self._moved.wait(min(left_s, POLL_INTERVAL_S / 5))
        return True


class _Fault(Exception):  # a place and its cause
    """The event at `position` could not be applied."""

    def __init__(self, position: int, cause: Exception) -> None:
        super().__init__(position)
        self.position = position
        self.cause = cause
