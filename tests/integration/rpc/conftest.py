"""The greeter hosted in a process of its own, and callers that reach it over a real broker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from shared.clock import SystemClock
from shared.rpc.actor import KeyRights
from shared.rpc.amqp import AmqpCaller
from shared.rpc.call import Actor
from shared.rpc.keys import create_key_pair, load_signer
from shared.testing.server import free_port

START_MAX_S = 30.0
STOP_MAX_S = 15.0
ME = Actor(id="p-1", kind="professional")


def until(holds: Callable[[], bool], what: str, within_s: float = START_MAX_S) -> None:
    """Look every 50 ms, for at most `within_s` seconds."""
    pause, end = threading.Event(), time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < end, f"never: {what}"
        pause.wait(0.05)


class HostedGreeter:
    """One process; `folder` is its state folder. `command` replaces `-m shared.host …` for mutants."""

    def __init__(
        self, amqp_url: str, folder: Path, keys: Path, command: list[str], workers: int = 10
    ) -> None:
        self.port = free_port()
        self.folder = folder
        self._command = [sys.executable, *command]
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(Path.cwd()),
            "MAILLON_AMQP_URL": amqp_url,
            "MAILLON_STATE_FOLDER": str(folder),
            "MAILLON_ACTOR_PUBLIC_KEYS_FOLDER": str(keys / "public"),
            "MAILLON_METRICS_PORT": str(self.port),
            "MAILLON_RPC_WORKERS": str(workers),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, env=self._environment)

    def is_ready(self) -> bool:
        with suppress(requests.RequestException):
            return requests.get(f"http://127.0.0.1:{self.port}/health/ready", timeout=2).status_code == 200
        return False

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def names(self) -> list[str]:
        file = self.folder / "greeted.txt"
        return file.read_text().splitlines() if file.exists() else []

    def terminate(self) -> int:
        """Ask it to stop, and wait; its exit status."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(STOP_MAX_S)

    def end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(STOP_MAX_S)


OURS = ["-m", "shared.host", "shared.testing.greeter:GreeterService"]
MakeGreeter = Callable[..., HostedGreeter]


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    create_key_pair(tmp_path / "keys", "test", KeyRights(kinds=("professional", "service")))
    return tmp_path / "keys"


@pytest.fixture
def make_greeter(tmp_path: Path, keys: Path) -> Iterator[MakeGreeter]:
    """Hosts of the greeter, ended with the test."""
    made: list[HostedGreeter] = []

    def make(amqp_url: str, command: list[str] = OURS, workers: int = 10) -> HostedGreeter:
        made.append(HostedGreeter(amqp_url, tmp_path, keys, command, workers))
        return made[-1]

    yield make
    for one in made:
        one.end()


@pytest.fixture
def make_caller(keys: Path) -> Iterator[Callable[[str], AmqpCaller]]:
    """Callers closed with the test."""
    made: list[AmqpCaller] = []

    def make(amqp_url: str) -> AmqpCaller:
        made.append(AmqpCaller(amqp_url, load_signer(keys / "test.pem"), SystemClock(), "test"))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def caller(make_caller: Callable[[str], AmqpCaller], amqp_url: str) -> AmqpCaller:
    return make_caller(amqp_url)


@pytest.fixture
def greeter(make_greeter: MakeGreeter, amqp_url: str) -> HostedGreeter:
    """A greeter that serves."""
    host = make_greeter(amqp_url)
    host.start()
    until(host.is_ready, "the greeter serves")
    return host
