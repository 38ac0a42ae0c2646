"""How often one visitor may ask: windows of a minute per address, in this process's memory, bounded."""

from __future__ import annotations

import time

from services.gateway.edge.correlation import Connection
from services.gateway.refusals import TooManyAttempts

WINDOW_S = 60.0
ADDRESSES_MAX = 20_000


class RequestRate:
    """Counts requests by address. `per_minute` 0: no limit."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._window, self._counts = 0.0, dict[str, int]()

    def count(self, connection: Connection) -> None:
        """One more request. Raises TooManyAttempts beyond the limit."""
        if not self._per_minute:
            return
        now = time.monotonic()
        if now - self._window >= WINDOW_S or len(self._counts) >= ADDRESSES_MAX:
            self._window, self._counts = now, {}
        address = connection.client.host if connection.client else ""
        self._counts[address] = self._counts.get(address, 0) + 1
        if self._counts[address] > self._per_minute:
            raise TooManyAttempts(self._window + WINDOW_S - now, "too_many_requests")
