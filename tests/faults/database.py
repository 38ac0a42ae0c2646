"""T7, T9, T12: PostgreSQL killed, its replies cut at COMMIT, its commits slow with four writers."""

from __future__ import annotations

import threading
import time

import psycopg

from tests.faults.bed import Bed
from tests.faults.run import Fault, Mutant, Run
from tests.faults.web import Web
from tests.integration.eventstore.cutting_proxy import CuttingProxy

BEFORE_S = 1.5
SILENT_S = 0.5
AFTER_S = 1.5
CUT_EVERY = 7
CUT_FOR_S = 4.0
SLOW_COMMIT_S = 0.2
WRITERS = 4
WRITING_S = 3.0
TAIL_PAUSE_S = 0.002
UNSYNCED = ("synchronous_commit = off", "wal_writer_delay = '10s'", "wal_writer_flush_after = '1GB'")


def kill_postgres(run: Run) -> None:
    """Under load; it comes back, and every process with it, none started again."""
    web = Web(run)
    if not run.mutated:
        web.sign_up()
        web.start()
    run.load.start()
    time.sleep(BEFORE_S)
    run.bed.servers.kill_postgres()
    time.sleep(SILENT_S)
    run.bed.servers.start_postgres()
    time.sleep(AFTER_S)
    run.load.stop()
    if not run.mutated:
        web.stop()
    run.rest()


def cut_replies_at_commit(run: Run) -> None:
    """One COMMIT in seven is done and nobody is told: each command happens once for its key."""
    bed = run.bed
    bed.kill("vault")
    with CuttingProxy(bed.processes.databases["vault"], "reply", every=CUT_EVERY) as proxy:
        bed.processes.overrides["vault"] = {"MAILLON_DATABASE_URL": proxy.url}
        bed.revive("vault")
        run.load.run_for(CUT_FOR_S, directories=0)
        bed.processes.overrides.clear()
        bed.kill("vault")
        if not proxy.cuts:
            run.blame("unhurt", "no COMMIT was cut")
    bed.revive("vault")
    run.rest()


def slow_commits(run: Run) -> None:
    """Four writers whose commits take their time; whoever reads « after the last » misses none."""
    bed, stop, seen = run.bed, threading.Event(), set[int]()
    before = bed.head("vault")[1]
    bed.switches("vault").set("append.before_commit", f"pause {SLOW_COMMIT_S}")
    tail = threading.Thread(target=_tail, args=(bed, before, seen, stop))
    tail.start()
    run.load.run_for(WRITING_S, vaults=WRITERS * (2 if run.mutated else 1), directories=0)
    bed.switches("vault").clear("append.before_commit")
    time.sleep(SILENT_S)
    stop.set()
    tail.join()
    missed = {fact.position for fact in bed.facts("vault", before)} - seen
    if missed:
        run.blame("missed", f"{len(missed)} facts were never seen by who reads after the last", len(missed))
    if not run.mutated:
        run.rest()


def _tail(bed: Bed, after: int, seen: set[int], stop: threading.Event) -> None:
    """Reads the feed by the service's own query, always after the last position it knows."""
    while not stop.wait(TAIL_PAUSE_S):
        for fact in bed.facts("vault", after):
            seen.add(fact.position)
            after = fact.position


def _unsync(bed: Bed) -> None:
    _alter(bed, *(f"alter system set {setting}" for setting in UNSYNCED))


def _sync(bed: Bed) -> None:
    _alter(bed, *(f"alter system reset {setting.partition(' ')[0]}" for setting in UNSYNCED))


def _alter(bed: Bed, *statements: str) -> None:
    with psycopg.connect(bed.servers.postgres_url, autocommit=True) as connection:
        for statement in (*statements, "select pg_reload_conf()"):
            connection.execute(statement.encode())


FAULTS = (
    Fault("T7", kill_postgres, (Mutant((), ("lost",), _unsync, _sync),), wrecks=True),
    Fault("T9", cut_replies_at_commit, (Mutant((("vault", "blind_retry"),), ("duplicated",)),)),
    Fault("T12", slow_commits, (Mutant((("vault", "cursor_unlocked"),), ("missed",)),), wrecks=True),
)
