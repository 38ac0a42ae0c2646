"""The gateway's HTTP server in a thread of this process, on the loopback address only."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import uvicorn

from services.gateway.edge.slow_headers import HeadersInTime

START_MAX_S = 20.0
STOP_MAX_S = 10.0
LOOPBACK = "127.0.0.1"


class WebServer:
    """Serves one ASGI application on 127.0.0.1:`port` (0: a free one, taken at once)."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((LOOPBACK, port))
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def base_url(self) -> str:
        return f"http://{LOOPBACK}:{self._socket.getsockname()[1]}"

    def start(self, app: Any) -> None:
        """Return once requests are answered. Raises TimeoutError after START_MAX_S."""
        config = uvicorn.Config(
            app, http=HeadersInTime, log_config=None, access_log=False, timeout_graceful_shutdown=5
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="web", daemon=True
        )
        self._thread.start()
        end = time.monotonic() + START_MAX_S
        while not self._server.started:
            if time.monotonic() > end or not self._thread.is_alive():
                raise TimeoutError("the web server did not start")
            time.sleep(0.01)

    def stop(self) -> None:
        """Let requests under way finish, then close."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(STOP_MAX_S)
        self._socket.close()
