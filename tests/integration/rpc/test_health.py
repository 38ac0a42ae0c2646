"""A process's pulse over HTTP."""

from __future__ import annotations

import json

import requests

from shared.health import StatusServer
from shared.metrics import RPC_SECONDS


def test_health_tells_live_ready_and_metrics() -> None:
    def broken() -> bool:
        raise OSError("no")

    checks = {"broker": lambda: True}
    RPC_SECONDS.labels("greeter", "greet", "ok").observe(0.01)
    server = StatusServer("127.0.0.1", 0, checks)
    try:
        url = f"http://127.0.0.1:{server.port}"
        assert requests.get(f"{url}/health/live", timeout=2).status_code == 200
        assert requests.get(f"{url}/health/ready", timeout=2).status_code == 200
        assert "maillon_rpc_seconds" in requests.get(f"{url}/metrics", timeout=2).text
        assert requests.get(f"{url}/else", timeout=2).status_code == 404
        checks["database"] = broken
        unready = requests.get(f"{url}/health/ready", timeout=2)
        assert unready.status_code == 503
        assert json.loads(unready.content) == {"broker": True, "database": False}
    finally:
        server.close()
