"""One try of one fault on one bed: its ledger, its load, and what was found wrong."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shared.testing.ledger import Judgement, Ledger
from tests.faults.bed import PRODUCERS, Bed
from tests.faults.copies import Copies
from tests.faults.load import Client, Load
from tests.faults.operations import Operation, names_of
from tests.faults.rest import LOOK_EVERY_S, REST_MAX_S, Failure, inspect, settle

MUTANT_REST_MAX_S = 12.0  # a mutant that will never agree need not be waited for as long
MUTANT_LATE_MAX_S = 30.0  # what it does wrong may come late, by the broker, on a busy machine
_numbers = itertools.count(1)


def note(what: str) -> None:
    """For who waits: on standard error."""
    print(what, file=sys.stderr, flush=True)


class Run:
    """What a trial is given. `known_by`: the failures by which a known defect, switched on, is to be known;
    one occasion to show it is then enough (`mutated`)."""

    def __init__(
        self, bed: Bed, copies: Copies, known_by: tuple[str, ...] = (), *, long: bool = False
    ) -> None:
        self.bed = bed
        self.mutated = bool(known_by)
        self._known_by = set(known_by)
        self.long = long
        self.failures: list[Failure] = []
        self.ledger = Ledger(bed.folder / f"ledger-{next(_numbers)}.jsonl")
        self.attempts = self.ok = 0  # beside the ledger's
        self._wrongs: list[tuple[str, str]] = []
        self.client = Client(bed.caller, self.ledger, bed.clock, self._wrongs)
        self.load = Load(self.client)
        self._copies = copies
        self._before = bed.heads()

    def perform(self, operation: Operation, **how: Any) -> Any:
        return self.client.perform(operation, **how)

    def blame(self, kind: str, detail: str, count: int = 1) -> None:
        """Something that must not be."""
        self.failures.append(Failure(kind, detail, count))

    def beside_the_ledger(self) -> None:
        """What is stored up to here was asked for without the ledger: it is not judged by it."""
        self._before = self.bed.heads()

    def rest(self, audited: bool = True) -> None:
        """Nothing is asked any more: everything must agree, and agree in depth. A mutant may show late."""
        end = time.monotonic() + MUTANT_LATE_MAX_S
        while True:
            found = settle(self.bed, MUTANT_REST_MAX_S if self.mutated else REST_MAX_S, audited)
            found += inspect(self.bed, self._copies)
            late = self.mutated and not self._known_by & {failure.kind for failure in found}
            if not late or time.monotonic() > end:
                break
            time.sleep(LOOK_EVERY_S)
        self.failures += found

    def judge(self) -> Judgement:
        """The ledger against the feeds; and whoever ended by itself, answered late, or wrongly."""
        for name in self.bed.ended():
            self.blame("died", f"{name} ended: {self.bed.processes.log_of(name)[-400:]}")
        for kind in {kind for kind, _ in self._wrongs}:
            told = [what for known, what in self._wrongs if known == kind]
            self.blame(kind, f"{told[0]} ({len(told)} times)", len(told))
        if self.bed.ended():
            self.bed.restart_ended()
        seen = [
            name for service in PRODUCERS for name in names_of(self.bed.facts(service, self._before[service]))
        ]
        judgement = self.ledger.judge(seen)
        self.ledger.close()
        for kind in ("lost", "unexpected", "refused_but_there", "duplicated"):
            if found := getattr(judgement, kind):
                self.blame(kind, f"{len(found)} {kind.replace('_', ' ')}, as {sorted(found)[0]}", len(found))
        return judgement


@dataclass(frozen=True)
class Mutant:
    """Switches (service, name) that seed a defect, and the kinds of failure it is known by. `prepare` and
    `undo` are for defects that no process has: a setting of the database. `trial`: the part of the fault that
    must catch it (default: the whole)."""

    switches: tuple[tuple[str, str], ...]
    known_by: tuple[str, ...]
    prepare: Callable[[Bed], None] = field(default=lambda _bed: None)
    undo: Callable[[Bed], None] = field(default=lambda _bed: None)
    trial: Callable[[Run], None] | None = None


@dataclass(frozen=True)
class Fault:
    """`wrecks`: its mutant leaves a bed nothing else should be tried on."""

    id: str
    trial: Callable[[Run], None]
    mutants: tuple[Mutant, ...]
    wrecks: bool = False
