"""Follows another service's facts where there is no broker (embedded mode): the feed is read directly."""

from __future__ import annotations

import threading

from shared.logs import failure, get_logger
from shared.messaging.connection import backoff_s
from shared.messaging.doorbell import Doorbell
from shared.messaging.relay import Wake
from shared.messaging.subscription import Consumer, Reader
from shared.metrics import SUBSCRIPTION_POSITION

IDLE_WAIT_S = 0.5
_log = get_logger(__name__)


class LocalSubscription:
    """Feeds `consumer` from `reader` (a background loop), each time `wake` is rung and twice a second."""

    def __init__(self, consumer: Consumer, reader: Reader, wake: Wake | None = None) -> None:
        self._consumer = consumer
        self._reader = reader
        self._wake = wake or Doorbell()

    def run(self, stop: threading.Event) -> None:
        """Follow until `stop`; ring `wake` after setting it, not to wait."""
        failures = 0
        while not stop.is_set():
            try:
                self.run_once()
            except Exception as why:  # noqa: BLE001 - the facts stay in the feed
                failures += 1
                _log.warning("catch_up_failed", consumer=self._consumer.name, **failure(why))
                stop.wait(backoff_s(failures))
            else:
                failures = 0
                self._wake.wait(IDLE_WAIT_S)

    def run_once(self) -> int:
        """Apply what is new; returns how many facts."""
        applied = self._consumer.catch_up(self._reader)
        SUBSCRIPTION_POSITION.labels(self._consumer.name, self._consumer.producer).set(
            self._consumer.position()[1]
        )
        return applied
