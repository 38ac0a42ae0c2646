"""Wakes those who follow a feed: rung by appends of this process, and by PostgreSQL's NOTIFY for the others'.

A bell that is never heard costs a second: whoever waits also looks by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg
import sqlalchemy as sa

from shared.logs import failure, get_logger

NOTIFY_CHANNEL = "maillon_append"
LISTEN_STEP_S = 1.0
RELISTEN_S = 2.0
CONNECT_TIMEOUT_S = 5
_log = get_logger(__name__)


class Doorbell:
    """`ring` wakes the one who waits, even if it starts to wait later."""

    def __init__(self) -> None:
        self._rung = threading.Event()

    def ring(self) -> None:
        self._rung.set()

    def wait(self, timeout_s: float) -> bool:
        """True as soon as it was rung since the last wait; False after `timeout_s`."""
        rung = self._rung.wait(timeout_s)
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
