"""Gives up a connection whose request line and headers do not come whole in time.

uvicorn waits for ever for the end of headers: a few hundred visitors who send one byte now and then would
hold every connection. What happens after the headers has its own limits (bodies, answers, keep-alive).
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS_MAX_S = 10.0  # a slow phone sends them in one


class HeadersInTime(H11Protocol):
    """uvicorn's HTTP/1.1, with a limit to the wait for headers; give it to uvicorn as `http`."""

    headers_max_s: ClassVar[float] = HEADERS_MAX_S
    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._giving_up is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._giving_up = self.loop.call_later(self.headers_max_s, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None
