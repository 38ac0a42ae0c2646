"""A process's pulse over HTTP."""

from __future__ import annotations

import json
import urllib.request
from urllib.error import HTTPError

import pytest

from shared.health import StatusServer
from shared.rpc import dispatch


def test_health_tells_live_ready_and_metrics() -> None:
    held = {"broker": True}

    def broken() -> bool:
        raise OSError("no")

    checks = {"broker": lambda: held["broker"]}
    server = StatusServer("127.0.0.1", 0, checks)
    try:
        url = f"http://127.0.0.1:{server.port}"
        assert urllib.request.urlopen(f"{url}/health/live", timeout=2).status == 200
        assert urllib.request.urlopen(f"{url}/health/ready", timeout=2).status == 200
        assert (
            dispatch and b"maillon_rpc_seconds" in urllib.request.urlopen(f"{url}/metrics", timeout=2).read()
        )
        checks["database"] = broken
        with pytest.raises(HTTPError) as unready:
            urllib.request.urlopen(f"{url}/health/ready", timeout=2)
        assert unready.value.code == 503 and json.load(unready.value) == {"broker": True, "database": False}
        unready.value.close()
    finally:
        server.close()
