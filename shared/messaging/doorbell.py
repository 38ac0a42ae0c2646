"""Wakes those who follow a feed: rung by appends of this process, and by PostgreSQL's NOTIFY for the others'.

What this process has just committed may come with the bell, and spare who follows a look at the feed. A bell
that is never heard costs a second: whoever waits also looks by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from itertools import groupby
from operator import attrgetter

import psycopg
import sqlalchemy as sa

from shared.contracts.shapes import PublishedFact
from shared.logs import failure, get_logger

NOTIFY_CHANNEL = "maillon_append"
LISTEN_STEP_S = 1.0
RELISTEN_S = 2.0
CONNECT_TIMEOUT_S = 5
FRESH_MAX_FACTS = 500  # kept for who follows: a window of the relay; more is read from the feed
_log = get_logger(__name__)


class Doorbell:
    """`ring` and `tell` wake the one who waits, even if it starts to wait later; one alone follows the
    feed."""

    def __init__(self) -> None:
        self._rung = threading.Event()
        self._mutex = threading.Lock()
        self._look = False  # the feed has something that wasn't told
        self._epoch = ""
        self._fresh: dict[int, list[PublishedFact]] = {}  # by position, all versions of each

    def ring(self) -> None:
        """Something was appended, by whomever."""
        with self._mutex:
            self._look = True
        self._rung.set()

    def tell(self, epoch: str, facts: Sequence[PublishedFact]) -> None:
        """These facts are committed: whole positions of this epoch, of which others may be told later, or
        never."""
        with self._mutex:
            if epoch != self._epoch or len(self._fresh) + len(facts) > FRESH_MAX_FACTS:
                self._epoch, self._fresh, self._look = epoch, {}, True
            if len(facts) <= FRESH_MAX_FACTS:
                self._fresh |= {at: list(told) for at, told in groupby(facts, attrgetter("position"))}
        self._rung.set()

    def told_after(self, epoch: str, position: int) -> tuple[list[PublishedFact], bool]:
        """The facts told that directly follow a position, and whether the feed must be looked at for others.
        Each is given once: who cannot use it looks at the feed."""
        with self._mutex:
            look, self._look = self._look, False
            if epoch != self._epoch:
                look, self._fresh = look or bool(self._fresh), {}
            facts: list[PublishedFact] = []
            while position + 1 in self._fresh:
                position += 1
                facts += self._fresh.pop(position)
            self._fresh = {at: told for at, told in self._fresh.items() if at > position}
            return facts, look or bool(self._fresh)  # those left follow on something that wasn't told

    def wait(self, timeout_s: float) -> bool:
        """True as soon as it was rung since the last wait; False after `timeout_s`."""
        rung = self._rung.wait(timeout_s)
        if rung:
            self._rung.clear()
        return rung


class PostgresBell:
    """Rings at each append to a service's PostgreSQL event store, whichever process does it (a background
    loop)."""

    def __init__(self, database_url: str, ring: Callable[[], None]) -> None:
        url = sa.make_url(database_url).set(drivername="postgresql")
        self._conninfo = url.render_as_string(hide_password=False)
        self._ring = ring

    def run(self, stop: threading.Event) -> None:
        """Listen until `stop`."""
        while not stop.is_set():
            try:
                self._listen(stop)
            except psycopg.Error as why:
                _log.warning("bell_lost", **failure(why))
                stop.wait(RELISTEN_S)

    def _listen(self, stop: threading.Event) -> None:
        with psycopg.connect(
            self._conninfo, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S
        ) as connection:
            connection.execute(f"LISTEN {NOTIFY_CHANNEL}")
            self._ring()
            while not stop.is_set():
                for _ in connection.notifies(timeout=LISTEN_STEP_S, stop_after=1):
                    self._ring()
