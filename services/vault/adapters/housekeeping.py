"""A background loop: deletes leftovers every ten minutes."""

from __future__ import annotations

import threading

from services.vault.application.collect_leftovers import CollectLeftovers
from shared.logs import failure, get_logger

EVERY_S = 600.0
_log = get_logger(__name__)


class Housekeeping:
    """Runs `collect` until told to stop; what fails is tried again at the next round."""

    def __init__(self, collect: CollectLeftovers, every_s: float = EVERY_S) -> None:
        self._collect = collect
        self._every_s = every_s

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                deleted = self._collect()
                if deleted:
                    _log.info("leftovers_deleted", count=deleted)
            except Exception as why:  # noqa: BLE001  # files and tables come back; nothing waits on this
                _log.warning("leftovers_kept", **failure(why))
            stop.wait(self._every_s)
