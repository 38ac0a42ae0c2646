"""A background loop: signs and publishes how the access log stands, when it grew (checkpoint_every_s).

Several processes may run it: a size is signed once.
"""

from __future__ import annotations

import threading

from prometheus_client import Gauge

from services.vault.application.log_ports import LogBrokenError
from services.vault.application.publish_checkpoint import PublishCheckpoint
from shared.logs import failure, get_logger

LOG_BROKEN = Gauge(
    "maillon_log_broken", "1 when the access log does not continue what was signed: raise an alarm"
)
_log = get_logger(__name__)


class Checkpointing:
    """Runs `publish` until told to stop; what fails is tried again at the next round."""

    def __init__(self, publish: PublishCheckpoint, every_s: float) -> None:
        self._publish = publish
        self._every_s = every_s

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(self._every_s):
            try:
                self._publish()
                LOG_BROKEN.set(0)
            except LogBrokenError as why:
                LOG_BROKEN.set(1)
                _log.error("log_broken", **failure(why))
            except Exception as why:  # noqa: BLE001  # the database comes back; nobody waits on this
                _log.warning("checkpoint_late", **failure(why))
