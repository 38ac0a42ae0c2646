"""The five services as five real processes of this machine, on a given RabbitMQ and PostgreSQL.

Each may be killed and started again. Their output is kept in the folder and told when one does not start.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

from deploy.init import init

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("ingest", "directory", "vault", "notifications", "gateway")
WITH_KEYS = ("directory", "vault")
WORKER = "gateway-worker"  # publishes the gateway's facts; started beside the five
READY_MAX_S = 60.0
STOP_MAX_S = 15.0
LOG_TAIL_CHARS = 4_000


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Processes:
    """`new_database(name)` gives the address of an empty PostgreSQL database."""

    def __init__(self, folder: Path, amqp_url: str, new_database: Callable[[str], str]) -> None:
        self.folder = folder
        self.clock_file = folder / "clock"
        self.outbox = folder / "outbox" / "sms.jsonl"
        self.inbox = folder / "state-ingest" / "inbox"
        self.http_port = free_port()
        self._amqp_url = amqp_url
        self.ports = {name: free_port() for name in (*SERVICES, WORKER)}
        self.databases = {name: new_database(name) for name in SERVICES}
        self.keys = {name: new_database(f"{name}_keys") for name in WITH_KEYS}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        init(folder / "secrets")
        self.inbox.mkdir(parents=True)
        self.clock_file.write_text("0", encoding="ascii")

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    def migrate(self) -> None:
        """Every service's tables, one after the other."""
        for name in SERVICES:
            self._run(name, "migrate")

    def start_all(self) -> None:
        """Start the five, then wait until each says it is ready."""
        for name in SERVICES:
            self.start(name)
        for name in SERVICES:
            self.wait_ready(name)

    def start(self, name: str) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            self.command(name),
            cwd=ROOT,
            env=self.environment(name),
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
        log.close()

    def command(self, name: str) -> list[str]:  # others may start some services in their own way
        """What runs a service, its settings being in the environment."""
        return [sys.executable, "-m", "deploy.container", "worker" if name == WORKER else "serve"]

    def wait_ready(self, name: str, within_s: float = READY_MAX_S) -> None:
        """Raises RuntimeError with the end of its log when the process died or is not ready in time."""
        end = time.monotonic() + within_s
        while time.monotonic() < end and self.running[name].poll() is None:
            if self._is_ready(name):
                return
            time.sleep(0.1)
        raise RuntimeError(f"{name} is not ready: {self.log_of(name)[-LOG_TAIL_CHARS:]}")

    def _is_ready(self, name: str) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.ports[name]}/health/ready", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self, name: str) -> None:
        """SIGKILL: nothing is finished, nothing is said."""
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait(STOP_MAX_S)

    def stop_all(self) -> None:
        """Ask the five to end; those that don't are killed."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(STOP_MAX_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(STOP_MAX_S)

    def open_operator(self, email: str, password: str) -> None:
        self._run("gateway", "operator", email, stdin=password + "\n")

    def log_of(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def _run(self, name: str, *words: str, stdin: str = "") -> None:
        done = subprocess.run(
            [sys.executable, "-m", "deploy.container", *words],
            cwd=ROOT,
            env=self.environment(name),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=READY_MAX_S,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{name} {words[0]}: {done.stderr[-LOG_TAIL_CHARS:]}")

    def environment(self, name: str) -> dict[str, str]:
        secrets, service = self.folder / "secrets", "gateway" if name == WORKER else name
        given = {
            "SERVICE": service,
            "AMQP_URL": self._amqp_url,
            "DATABASE_URL": self.databases[service],
            "ACTOR_PUBLIC_KEYS_FOLDER": str(secrets / "keys" / "public"),
            "ACTOR_PRIVATE_KEY_FILE": str(secrets / "keys" / f"{name}.pem"),
            "BLOB_FOLDER": str(self.folder / "blobs"),
            "STATE_FOLDER": str(self.folder / f"state-{name}"),
            "OUTBOX_FILE": str(self.outbox),
            "CATCH_UP_S": "1",
            "METRICS_PORT": str(self.ports[name]),
            "REHEARSAL_CLOCK_FILE": str(self.clock_file),
            "HTTP_PORT": str(self.http_port),
            "PUBLIC_URL": self.base_url,
            "PEPPER_FILE": str(secrets / "passwords" / "gateway-pepper"),
            "REQUESTS_PER_MINUTE": "0",
        }
        if name in WITH_KEYS:
            given["KEYS_DATABASE_URL"] = self.keys[name]
            given["MASTER_KEY_FILE"] = str(secrets / f"master-{name}.json")
        return os.environ | {f"MAILLON_{key}": value for key, value in given.items()}


@contextlib.contextmanager
def five_processes(folder: Path, amqp_url: str, new_database: Callable[[str], str]) -> Iterator[Processes]:
    """Migrated, started and ready; stopped at the end whatever happened."""
    processes = Processes(folder, amqp_url, new_database)
    processes.migrate()
    try:
        processes.start_all()
        processes.start(WORKER)
        processes.wait_ready(WORKER)
        yield processes
    finally:
        processes.stop_all()
