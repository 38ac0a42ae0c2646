"""The library's subscription over our recorder: woken by this process's appends, polling for the others'."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from eventsourcing.persistence import ApplicationRecorder, ListenNotifySubscription

POLL_INTERVAL_S = 0.25


class Wakeable(Protocol):
    def on_append(self, callback: Callable[[], None]) -> Callable[[], None]: ...


class RecorderSubscription(ListenNotifySubscription[ApplicationRecorder]):
    """Yields notifications as they are recorded, by any process."""

    def __init__(self, recorder: ApplicationRecorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        wakeable: Wakeable = recorder  # type: ignore[assignment]  # only our recorder makes one
        self._forget = wakeable.on_append(self._has_been_notified.set)

    def stop(self) -> None:
        super().stop()
        if hasattr(self, "_forget"):
            self._forget()

    def _loop_on_pull(self) -> None:
        try:
            self._pull()
            while not self._has_been_stopped:
                self._has_been_notified.wait(POLL_INTERVAL_S)
                self._pull()
        except BaseException as error:  # noqa: BLE001  # handed to the reader by __next__
            self._thread_error = self._thread_error or error
            self.stop()
