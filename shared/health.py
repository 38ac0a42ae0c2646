"""A process's pulse over HTTP: `/health/live`, `/health/ready` and `/metrics`, on one port, for operators
only."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from shared.logs import failure, get_logger

Check = Callable[[], bool]
REQUEST_TIMEOUT_S = 5.0
_log = get_logger(__name__)


class StatusServer:
    """Serves health and metrics until `close()`. `checks` are asked at each `/health/ready`; all must say
    True."""

    def __init__(self, host: str, port: int, checks: Mapping[str, Check]) -> None:
        self._http = ThreadingHTTPServer((host, port), _handler(checks))
        self._http.daemon_threads = True
        self.port: int = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, name="status", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering and free the port."""
        self._http.shutdown()
        self._http.server_close()


def _handler(checks: Mapping[str, Check]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = REQUEST_TIMEOUT_S

        def do_GET(self) -> None:
            if self.path == "/health/live":
                self._answer(200, "application/json", b'{"status":"live"}')
            elif self.path == "/health/ready":
                held = {name: _holds(name, check) for name, check in checks.items()}
                status = 200 if all(held.values()) else 503
                self._answer(status, "application/json", json.dumps(held).encode())
            elif self.path == "/metrics":
                self._answer(200, CONTENT_TYPE_LATEST, generate_latest())
            else:
                self._answer(404, "text/plain", b"")

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_told: object) -> None:
            """Health checks are not news."""

    return Handler


def _holds(name: str, check: Check) -> bool:
    try:
        return check()
    except Exception as why:  # noqa: BLE001 - a check that fails is an answer
        _log.warning("health_check_failed", check=name, **failure(why))
        return False
