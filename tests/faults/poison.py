"""T13: one fact in a thousand cannot be applied. As many are parked as were injected, each with its reason,
what follows them is held, and the others go on at the pace they had."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from services.ingest.adapters.tables import LOG as INGEST_LOG
from shared.contracts.catalogue import examples
from shared.contracts.ingest import PlaceRegistered
from shared.eventstore.fact_lines import FactLine
from shared.eventstore.recorder import Recorder
from shared.ids import new_id
from tests.faults.bed import Bed
from tests.faults.run import Fault, Mutant, Run, note
from tests.faults.switches import wait_until
from tests.system.processes import ROOT

FACTS = 1000
EVERY = 1000  # one fact in so many is poison
MUTANT_FACTS = 100
MUTANT_EVERY = 50
ROUNDS = 3  # clean and poisoned in turn, so that a busy moment spoils neither alone
APPEND_FACTS = 500
PACE_MIN = 0.8
DRAINED_MAX_S = 60.0
MUTANT_DRAINED_MAX_S = 8.0
COMMAND_MAX_S = 30


def poison_one_in_a_thousand(run: Run) -> None:
    """Clean facts and facts of which some are poison in turn, read by a consumer that was held meanwhile."""
    facts, every = (MUTANT_FACTS, MUTANT_EVERY) if run.mutated else (FACTS, EVERY)
    clean_s: list[float] = []
    poisoned_s: list[float] = []
    injected = 0
    already = _parked(run.bed)
    for _ in range(1 if run.mutated else ROUNDS):
        clean_s.append(_drain(run, _facts(facts, 0)))
        poisoned = _facts(facts, every)
        injected += facts // every
        poisoned_s.append(_drain(run, poisoned))
    pace = min(clean_s) / min(poisoned_s)
    parked = _parked(run.bed)
    listed = _listed(run.bed)
    if len(parked) - len(already) != injected:
        run.blame("silent", f"{injected} facts were poison, {len(parked) - len(already)} parked", injected)
    if listed != len(parked):
        run.blame("untold", f"`maillon parked list` tells {listed} facts of {len(parked)}")
    if not all(reason for reason in parked.values()):
        run.blame("untold", "facts are parked without a reason")
    if pace < PACE_MIN and not run.mutated:
        run.blame("slow", f"with poison the pace is {pace:.0%} of what it is without")
    note(f"  T13 pace {pace:.0%}, {injected} injected, {len(parked) - len(already)} parked, {listed} listed")
    run.attempts += injected
    run.ok += injected
    run.rest()


def _facts(count: int, every: int) -> list[FactLine]:
    """`count` places told; the last of each `every` is one that nobody can read."""
    example = examples()["ingest.place_registered.v1"]
    lines = []
    for number in range(1, count + 1):
        place_id = str(new_id())
        told = example | {"place_id": place_id, "place": example["place"] | {"id": place_id}}
        if every and number % every == 0:
            told["place"] = number
        text = msgspec.json.encode(told).decode()
        lines.append(FactLine(PlaceRegistered.TYPE, PlaceRegistered.VERSION, place_id, 0, text))
    return lines


def _drain(run: Run, lines: Sequence[FactLine]) -> float:
    """Seconds that directory takes for these facts, all of them waiting in its queue when it wakes."""
    bed = run.bed
    recorder = Recorder(bed.engines["ingest"], INGEST_LOG)
    wait_until(lambda: _applied(bed) == bed.head("ingest")[1], DRAINED_MAX_S, 0.05)
    with bed.frozen("directory"):
        for start in range(0, len(lines), APPEND_FACTS):
            recorder.append([], recorded_at=datetime.now(UTC), facts=lines[start : start + APPEND_FACTS])
        head = bed.head("ingest")[1]
        wait_until(lambda: _relayed(bed) == head, DRAINED_MAX_S, 0.05)
    began = time.monotonic()
    within_s = MUTANT_DRAINED_MAX_S if run.mutated else DRAINED_MAX_S
    if not wait_until(lambda: _applied(bed) >= head, within_s, 0.02):
        left = head - _applied(bed)
        run.blame("applied", f"{left} facts still wait behind poison", left)
    return time.monotonic() - began


def _applied(bed: Bed) -> int:
    row = bed.rows("directory", "select position from consumer_position where producer = 'ingest'")
    return int(row[0][0]) if row else 0


def _relayed(bed: Bed) -> int:
    return int(bed.rows("ingest", "select position from relay_position")[0][0])


def _parked(bed: Bed) -> dict[int, str]:
    """The facts of ingest that directory has parked, not those held: their reason by position."""
    rows = bed.rows("directory", "select position, reason from parked_fact where not held")
    return {row.position: row.reason for row in rows}


def _listed(bed: Bed) -> int:
    """How many facts the operator's command tells, as its last line says."""
    done = subprocess.run(
        [sys.executable, "-m", "deploy.container", "parked", "list"],
        cwd=ROOT,
        env=bed.processes.environment("directory"),
        capture_output=True,
        text=True,
        timeout=COMMAND_MAX_S,
        check=True,
    )
    return int(done.stdout.splitlines()[-1].split()[0])


FAULTS = (
    Fault("T13", poison_one_in_a_thousand,
          (Mutant((("directory", "poison_dropped"),), ("silent",)),
           Mutant((("directory", "parking_off"),), ("applied",)))),
)  # fmt: skip
