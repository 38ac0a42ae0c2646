"""Real servers from the programs of this machine, as private instances: own ports, own data folder, own user.

Nothing of the machine's own installation is read, started or written: each instance lives in a folder of its
own under the system's temporary folder, removed at the end.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from shared.testing.server import (
    PASSWORD,
    START_TIMEOUT_S,
    STOP_TIMEOUT_S,
    USER,
    ServersMissingError,
    broker_answers,
    free_port,
    postgres_answers,
    wait_until,
)

UNPRIVILEGED_USERS = ("postgres", "nobody")  # PostgreSQL refuses to run as root
BROKER_SCRIPTS = ("/usr/lib/rabbitmq/bin/rabbitmq-server", "/opt/rabbitmq/sbin/rabbitmq-server")
QUIET_SCHEDULERS = "+sbwt none +sbwtdcpu none +sbwtdio none"  # busy waiting takes a core of a small machine


class _Instance:
    """A program started in a session of its own, in a folder of its own."""

    name = ""

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix=f"maillon-{self.name}-"))
        self._process: subprocess.Popen[bytes] | None = None

    def _run(self, command: list[str], **options: Any) -> None:
        with (self.folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **options,
            )

    def kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(STOP_TIMEOUT_S)
            self._process = None
            wait_until(self._is_gone, self.name, STOP_TIMEOUT_S)

    def _is_gone(self) -> bool:
        """A program started by a script outlives it for a moment: gone is when its port is free."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) != 0

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgresInstance(_Instance):
    name = "postgres"

    def __init__(self, programs: Path) -> None:
        super().__init__()
        self._programs = programs
        self._data = self.folder / "data"
        self._owner = _unprivileged() if os.geteuid() == 0 else {}
        self.url = f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    def _create(self) -> None:
        self._data.mkdir()
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        if self._owner:
            self.folder.chmod(0o711)
            for path in (self._data, secret):
                shutil.chown(path, self._owner["user"], self._owner["group"])
        subprocess.run(
            [self._programs / "initdb", "-D", self._data, "-U", USER, f"--pwfile={secret}",
             "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, capture_output=True, timeout=START_TIMEOUT_S, cwd=self._data, **self._owner,
        )  # fmt: skip

    def start(self) -> None:
        """Start until it stays: after a SIGKILL, dying backends keep the shared memory for a moment."""
        if not self._data.exists():
            self._create()
        command = [str(self._programs / "postgres"), "-D", str(self._data), "-p", str(self.port),
                   "-h", "127.0.0.1", "-k", str(self._data), "-c", "max_connections=300"]  # fmt: skip

        def answers() -> bool:
            if self._process is None or self._process.poll() is not None:
                self._run(command, cwd=self._data, **self._owner)
            return postgres_answers(self.url)

        wait_until(answers, "postgres")

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(
                signal.SIGINT
            )  # fast shutdown: every backend ends before the folder goes
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_TIMEOUT_S)
        super().stop()


class BrokerInstance(_Instance):
    name = "rabbitmq"

    def __init__(self, script: str) -> None:
        super().__init__()
        self._script = script
        self._management_port, self._names_port = free_port(), free_port()
        self._names: subprocess.Popen[bytes] | None = None
        self.url = f"amqp://{USER}:{PASSWORD}@127.0.0.1:{self.port}//"
        self.management_url = f"http://{USER}:{PASSWORD}@127.0.0.1:{self._management_port}"
        (self.folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
        (self.folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\nmanagement.tcp.ip = 127.0.0.1\n"
            f"management.tcp.port = {self._management_port}\n"
            f"default_user = {USER}\ndefault_pass = {PASSWORD}\n"
        )

    def start(self) -> None:
        environment = {**os.environ, **self._environment()}
        if self._names is None:  # Erlang's name server, started here so that it ends with the instance
            epmd = ["epmd", "-address", "127.0.0.1", "-port", str(self._names_port)]
            self._names = subprocess.Popen(
                epmd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        self._run([self._script], env=environment, cwd=self.folder)
        wait_until(self._answers, "rabbitmq-server")

    def freeze(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGSTOP)

    def wipe(self) -> None:
        self.kill()
        shutil.rmtree(self.folder / "data")
        self.start()

    def stop(self) -> None:
        super().stop()
        if self._names is not None:
            self._names.kill()
            self._names.wait(STOP_TIMEOUT_S)
            self._names = None

    def _answers(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise ServersMissingError(f"rabbitmq-server ended at once: {_tail(self.folder / 'output.log')}")
        return broker_answers(self.url)

    def _environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.folder),  # holds the Erlang cookie
            "ERL_EPMD_PORT": str(self._names_port),
            "RABBITMQ_NODENAME": f"maillon{self.port}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": QUIET_SCHEDULERS,
        }


def binary_postgres() -> PostgresInstance:
    """PostgreSQL of the newest release installed here. Raises ServersMissingError."""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(newest[-1]) if newest else shutil.which("initdb")
    if not found:
        raise ServersMissingError("no PostgreSQL server is installed on this machine")
    return PostgresInstance(Path(found).parent)


def binary_broker() -> BrokerInstance:
    """RabbitMQ installed here. The script under lib is taken first: the one in PATH wants to change user."""
    known = [path for path in BROKER_SCRIPTS if Path(path).exists()]
    script = known[0] if known else shutil.which("rabbitmq-server")
    if not script or not shutil.which("epmd"):
        raise ServersMissingError("no RabbitMQ server is installed on this machine")
    return BrokerInstance(script)


def _unprivileged() -> dict[str, Any]:
    for name in UNPRIVILEGED_USERS:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise ServersMissingError("PostgreSQL refuses to run as root, and no user postgres or nobody exists")


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-400:]
