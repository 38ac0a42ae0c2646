"""The gateway as a process of its own: a real database, a real broker, and no service behind it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.operators import create_operator
from services.gateway.wiring import open_identity_engine
from shared.clock import SystemClock
from shared.eventstore.migrate import upgrade
from shared.rpc.actor import KeyRights
from shared.rpc.keys import create_key_pair

START_MAX_S = 30.0
HTTP_TIMEOUT_S = 20.0
EMAIL, PASSWORD = "operateur@exemple.invalid", "demonstration-seulement-0"
PEPPER = "a pepper only for the integration tests"


@dataclass
class Process:
    """A running gateway."""

    base_url: str
    status_url: str
    popen: subprocess.Popen[bytes]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def process(tmp_path: Path, postgres_url: str, amqp_url: str) -> Iterator[Process]:
    engine = open_identity_engine(postgres_url)
    upgrade(engine, "services.gateway.migrations")
    create_operator(engine, GatewayKeys(PEPPER.encode()), SystemClock(), EMAIL, PASSWORD)
    engine.dispose()
    private = create_key_pair(tmp_path / "keys", "gateway", KeyRights(kinds=("operator", "anonymous")))
    (tmp_path / "pepper").write_text(PEPPER, encoding="utf-8")
    port, status_port = free_port(), free_port()
    env = {
        **os.environ,
        "MAILLON_DATABASE_URL": postgres_url,
        "MAILLON_AMQP_URL": amqp_url,
        "MAILLON_PEPPER_FILE": str(tmp_path / "pepper"),
        "MAILLON_ACTOR_PRIVATE_KEY_FILE": str(private),
        "MAILLON_BLOB_FOLDER": str(tmp_path / "blobs"),
        "MAILLON_HTTP_PORT": str(port),
        "MAILLON_METRICS_PORT": str(status_port),
    }
    popen = subprocess.Popen([sys.executable, "-m", "services.gateway"], env=env)
    started = Process(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{status_port}", popen)
    try:
        _wait(started)
        yield started
    finally:
        popen.terminate()
        popen.wait(START_MAX_S)


def _wait(process: Process) -> None:
    end = time.monotonic() + START_MAX_S
    while time.monotonic() < end:
        assert process.popen.poll() is None, "the gateway ended at once"
        try:
            requests.get(f"{process.base_url}/health/live", timeout=HTTP_TIMEOUT_S)
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise TimeoutError("the gateway did not start")


def test_with_every_service_down_the_gateway_serves_and_says_unavailable(process: Process) -> None:
    body = {"email": EMAIL, "password": PASSWORD, "bearer": True}
    signed_in = requests.post(f"{process.base_url}/api/v1/sessions", json=body, timeout=HTTP_TIMEOUT_S)
    assert signed_in.status_code == 201, signed_in.text
    headers = {"Authorization": f"Bearer {signed_in.json()['token']}"}
    answer = requests.get(f"{process.base_url}/api/v1/register", headers=headers, timeout=HTTP_TIMEOUT_S)
    assert (answer.status_code, answer.json()["kind"]) == (503, "unavailable")
    me = requests.get(f"{process.base_url}/api/v1/me", headers=headers, timeout=HTTP_TIMEOUT_S)
    assert me.json()["kind"] == "operator"


def test_health_and_measures_are_on_their_own_port(process: Process) -> None:
    ready = requests.get(f"{process.status_url}/health/ready", timeout=HTTP_TIMEOUT_S)
    assert ready.json() == {"accounts": True}
    assert requests.get(f"{process.status_url}/metrics", timeout=HTTP_TIMEOUT_S).status_code == 200


def test_a_missing_pepper_is_told_at_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "services.gateway"],
        env={"PATH": os.environ["PATH"], "MAILLON_DATABASE_URL": f"sqlite:///{tmp_path}"},
        capture_output=True,
        text=True,
        timeout=START_MAX_S,
        check=False,
    )
    assert done.returncode == 2
    assert "MAILLON_" in done.stderr
