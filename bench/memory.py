"""GUARD: the resident memory of each service's process, idle and after calls, against a bare nameko
service's.

Idle: a few seconds after it is ready. Loaded: after two stretches of LOAD_S of calls by CLIENTS threads to
the directory and the vault. Slope, by the hour: what the last third of the second stretch has (median) over
its middle third. So short a stretch tells what each call leaves behind, not what a day does.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.bed import Bed
from bench.goals import Goal, Outcome, VoidError, said
from shared.clock import SystemClock
from shared.contracts import directory, vault
from shared.messaging.connection import BrokerDown
from shared.problems import Problem
from shared.rpc.amqp import AmqpCaller
from shared.rpc.call import Actor
from shared.rpc.keys import load_signer
from tests.system.processes import SERVICES, Processes, five_processes

BARE = """
import eventlet; eventlet.monkey_patch()
import sys
from nameko.rpc import rpc
from nameko.runners import ServiceRunner
class Bare:
    name = "bare"
    @rpc
    def hello(self):
        return "hello"
runner = ServiceRunner({"AMQP_URI": sys.argv[1]})
runner.add_service(Bare)
runner.start()
runner.wait()
"""
SETTLED_S = 5.0
LOAD_S = 20.0
LOOK_EVERY_S = 0.25
CLIENTS = 4
MIB = 1024.0
OPERATOR = Actor(id="operator:bench", kind="operator")


def measure(bed: Bed) -> list[Outcome]:
    idle: dict[str, list[float]] = {}
    loaded: dict[str, list[float]] = {}
    slopes: dict[str, list[float]] = {}
    with bed.broker("bench-memory") as amqp_url:
        bare = subprocess.Popen([sys.executable, "-W", "ignore", "-c", BARE, amqp_url])
        try:
            with five_processes(bed.folder, amqp_url, bed.servers.new_database) as processes:
                time.sleep(SETTLED_S)
                reference = resident_mib(bare.pid)
                pids = {name: processes.running[name].pid for name in SERVICES}
                for name, pid in pids.items():
                    idle[name] = [resident_mib(pid) / reference]
                calls, _ = under_calls(processes, amqp_url, pids)
                more, seen = under_calls(processes, amqp_url, pids)
                for name, pid in pids.items():
                    loaded[name] = [resident_mib(pid) / reference]
                    slopes[name] = [slope_mib_per_h(seen[name])]
        finally:
            bare.kill()
            bare.wait()
    bed.note(f"bare nameko service {said(reference)} MiB; {calls + more} calls answered")
    bed.note("idle: " + ", ".join(f"{name} {said(of[0] * reference)} MiB" for name, of in idle.items()))
    bed.note("loaded: " + ", ".join(f"{name} {said(of[0] * reference)} MiB" for name, of in loaded.items()))
    return [
        Outcome(Goal("<=", 1.5), "idle ÷ bare nameko service", idle),
        Outcome(Goal("<=", 2), "loaded ÷ bare nameko service", loaded),
        Outcome(Goal("<=", 1, "MiB_per_h"), f"growth over {LOAD_S:g} s of calls", slopes),
    ]


def resident_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / MIB
    raise VoidError(f"process {pid} has ended")


def under_calls(
    processes: Processes, amqp_url: str, pids: dict[str, int]
) -> tuple[int, dict[str, list[float]]]:
    """How many calls were answered in LOAD_S, and each process's memory meanwhile."""
    stop = threading.Event()
    answered = [0] * CLIENTS
    signer = load_signer(processes.folder / "secrets" / "keys" / "gateway.pem")

    def client(number: int) -> None:
        caller = AmqpCaller(amqp_url, signer, SystemClock(), f"bench-{number}")
        ask: list[Callable[[], object]] = [
            lambda: caller.call(vault.ReadFacts(after=0, limit=50), OPERATOR),
            lambda: caller.call(directory.ReadFacts(after=0, limit=50), OPERATOR),
        ]
        while not stop.is_set():
            for one in ask:
                try:
                    one()
                    answered[number] += 1
                except (Problem, *BrokerDown):
                    continue
        caller.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    seen: dict[str, list[float]] = {name: [] for name in pids}
    end = time.monotonic() + LOAD_S
    while time.monotonic() < end:
        for name, pid in pids.items():
            seen[name].append(resident_mib(pid))
        time.sleep(LOOK_EVERY_S)
    stop.set()
    for thread in threads:
        thread.join()
    if not sum(answered):
        raise VoidError("no call was answered")
    return sum(answered), seen


def slope_mib_per_h(seen: list[float]) -> float:
    third = len(seen) // 3
    grown = median(seen[2 * third :]) - median(seen[third : 2 * third])
    return grown / (LOAD_S / 3) * 3600
