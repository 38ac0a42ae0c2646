"""Five observed processes on databases and a virtual host of their own, an audit queue, and a caller."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from deploy.container.migrations import migrate_service
from shared.clock import FileShiftedClock
from shared.contracts import directory, ingest, notifications, vault
from shared.contracts.shapes import PublishedFact
from shared.eventstore.database import open_engine
from shared.eventstore.keys import SubjectKeys
from shared.eventstore.master_key import MasterKey
from shared.rpc.amqp import AmqpCaller
from shared.rpc.call import Actor
from shared.rpc.keys import load_signer
from shared.testing.servers import Servers
from tests.faults import effects
from tests.faults.audit import Audit
from tests.faults.switches import Switches, wait_until
from tests.system.processes import SERVICES, WITH_KEYS, WORKER, Processes

PRODUCERS = ("ingest", "directory", "vault", "notifications")  # with an event store and a query of their feed
TELLING = (*PRODUCERS, "gateway")
CONSUMERS = (("directory", "ingest"), ("vault", "directory"), ("notifications", "vault"))
READ_FACTS: dict[str, Any] = {
    "ingest": ingest.ReadFacts,
    "directory": directory.ReadFacts,
    "vault": vault.ReadFacts,
    "notifications": notifications.ReadFacts,
}
OPERATOR = Actor(id="operator:faults", kind="operator")
PAGE = 200
CATCH_UP_S = "5"
KILLED_MAX_S = 30.0
READ_TIMEOUT_S = 10.0


class ObservedProcesses(Processes):
    """The five, each started through `tests.faults.child`; `overrides` are settings for one start."""

    def __init__(self, folder: Path, servers: Servers, amqp_url: str) -> None:
        super().__init__(folder, amqp_url, servers.new_database)
        self.overrides: dict[str, dict[str, str]] = {}
        self.switches = {name: Switches(folder / "switches" / name) for name in (*SERVICES, WORKER)}
        for one in self.switches.values():
            one.folder.mkdir(parents=True)

    def command(self, name: str) -> list[str]:
        folder = str(self.switches[name].folder)
        return [sys.executable, "-m", "tests.faults.child", folder, *super().command(name)[3:]]

    def environment(self, name: str) -> dict[str, str]:
        given = super().environment(name) | {"MAILLON_CATCH_UP_S": CATCH_UP_S, "MAILLON_LOG_LEVEL": "info"}
        return given | self.overrides.get(name, {})

    def migrate(self) -> None:
        """Every service's tables, from this process: five interpreters are not started for it."""
        for name in SERVICES:
            migrate_service(name, self.environment(name))


class Bed:
    """Where faults are tried. `blamed` are the processes that ended without having been killed by us."""

    def __init__(self, folder: Path, servers: Servers) -> None:
        self.folder = folder
        self.servers = servers
        self.amqp_url = servers.new_vhost("faults")
        self.processes = ObservedProcesses(folder, servers, self.amqp_url)
        self.clock = FileShiftedClock(self.processes.clock_file)
        signer = load_signer(folder / "secrets" / "keys" / "gateway.pem")
        self.caller = AmqpCaller(self.amqp_url, signer, self.clock, "faults")
        self.engines = {name: open_engine(self.processes.databases[name], "") for name in SERVICES}
        self._keys = {name: open_engine(self.processes.keys[name], "") for name in WITH_KEYS}
        self.audit = Audit(self.amqp_url)
        self.effects_since = dict.fromkeys(CONSUMERS, 0)

    def open(self) -> None:
        """Migrate, start the audit before any fact exists, then the five."""
        self.processes.migrate()
        for consumer, _ in CONSUMERS:
            effects.METADATA.create_all(self.engines[consumer])
        self.audit.start()
        self.processes.start(WORKER)
        self.processes.start_all()
        self.processes.wait_ready(WORKER)
        self.calm()

    def close(self) -> None:
        self.processes.stop_all()
        self.caller.close()
        self.audit.stop()
        for engine in (*self.engines.values(), *self._keys.values()):
            engine.dispose()

    # ------------------------------------------------------------ processes
    def switches(self, service: str) -> Switches:
        return self.processes.switches[service]

    def calm(self) -> None:
        """No point armed, no mutant on."""
        for one in self.processes.switches.values():
            one.clear_all()

    def kill(self, *services: str) -> None:
        for name in services:
            self.processes.kill(name)

    def await_killed(self, service: str) -> None:
        """Wait until the process has killed itself at its marked point. Raises RuntimeError if it has not."""
        process = self.processes.running[service]
        if not wait_until(lambda: process.poll() is not None, KILLED_MAX_S):
            raise RuntimeError(f"{service} never reached the point where it was to be killed")
        if process.returncode != -signal.SIGKILL:
            raise RuntimeError(f"{service} ended by itself: {self.processes.log_of(service)[-2000:]}")

    def revive(self, *services: str) -> float:
        """Start them again; returns the seconds until all are ready, less those that the last one waited
        for a processor that others had: what it takes on a machine of its own."""
        began = time.monotonic()
        for name in services:
            self.processes.start(name)
        for name in services:
            self.processes.wait_ready(name)
        return time.monotonic() - began - _waited_s(self.processes.running[services[-1]].pid)

    def ended(self) -> list[str]:
        """The processes that are not running."""
        return [name for name, process in self.processes.running.items() if process.poll() is not None]

    def restart_ended(self) -> None:
        if ended := self.ended():
            self.revive(*ended)

    @contextmanager
    def frozen(self, service: str) -> Iterator[subprocess.Popen[bytes]]:
        """The process stopped in its tracks meanwhile."""
        process = self.processes.running[service]
        process.send_signal(signal.SIGSTOP)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGCONT)

    # ------------------------------------------------------------ looking
    def keys(self, service: str) -> SubjectKeys | None:
        """The subjects' keys of a service, as it reads them."""
        if service not in self._keys:
            return None
        master = MasterKey.from_file(self.folder / "secrets" / f"master-{service}.json")
        return SubjectKeys(self._keys[service], master, self.clock)

    def key_engine(self, service: str) -> sa.Engine:
        return self._keys[service]

    def rows(self, service: str, statement: str, **given: Any) -> list[Any]:
        """What a service's database answers to a statement that reads."""
        with self.engines[service].connect() as connection:
            return list(connection.execute(sa.text(statement), given))

    def head(self, service: str) -> tuple[str, int]:
        """The epoch and the last position of a service's feed."""
        row = self.rows(service, "select epoch, feed_position from feed_head")[0]
        return row[0], row[1]

    def heads(self) -> dict[str, int]:
        return {name: self.head(name)[1] for name in TELLING}

    def facts(self, service: str, after: int = 0) -> list[PublishedFact]:
        """The feed as the service answers it, from `after` to its end."""
        found: list[PublishedFact] = []
        while True:
            request = READ_FACTS[service](after=after, limit=PAGE)
            page = self.caller.call(request, OPERATOR, timeout_s=READ_TIMEOUT_S).value
            found += page.facts
            if not page.facts:
                return found
            after = page.facts[-1].position

    def draw_line(self) -> None:
        """What is stored now is not looked at any more: a mutant, or a wiped broker, has lost of it."""
        self.audit.since = self.heads()
        for consumer, producer in CONSUMERS:
            top = self.rows(consumer, "select coalesce(max(id), 0) from fault_effect")[0][0]
            self.effects_since[consumer, producer] = top


def _waited_s(pid: int) -> float:
    """How long the first thread of a process was ready to run and had no processor (Linux tells)."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


@contextmanager
def open_bed(folder: Path, servers: Servers) -> Iterator[Bed]:
    """A bed with everything running; its processes ended with the block."""
    folder.mkdir()
    bed = Bed(folder, servers)
    try:
        bed.open()
        yield bed
    finally:
        bed.close()
