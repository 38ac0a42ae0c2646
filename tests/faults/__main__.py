"""`make faults [ONLY=T1,T2] [ROUNDS=n]`: first every mutant, which must be caught; then the product, which
must hold."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from shared.logs import configure_logging
from shared.testing.ledger import Judgement
from shared.testing.servers import Servers, start_servers
from tests.faults import (
    backlog,
    broker,
    consents,
    database,
    delivery,
    erasing,
    kills,
    papers,
    poison,
    proofs,
    views,
)
from tests.faults.alone import tell
from tests.faults.bed import Bed, open_bed
from tests.faults.copies import Copies
from tests.faults.rest import inspect, settle
from tests.faults.run import Fault, Mutant, Run, note

FAULTS = {
    fault.id: fault
    for module in (kills, broker, database, delivery, poison, backlog, consents, views, papers, erasing)
    for fault in sorted(module.FAULTS, key=lambda fault: fault.id)
}
ALONE = {fault.id: fault for fault in proofs.FAULTS}  # they need no servers
NOT_BUILT: tuple[str, ...] = ()
LONG_ROUNDS = 10  # from so many rounds on, the last one has the broker down ten minutes, a queue of a million
Found = tuple[Judgement, list[str], int, int]


def order_of(name: str) -> int:
    return int(name.removeprefix("T"))


class Beds:
    """One bed at a time; another one, fresh, after one that was wrecked."""

    def __init__(self, servers: Servers, folder: Path) -> None:
        self._servers, self._folder = servers, folder
        self._stack = ExitStack()
        self._open: tuple[Bed, Copies] | None = None
        self._made = 0

    def bed(self) -> tuple[Bed, Copies]:
        if self._open is None:
            self._made += 1
            bed = self._stack.enter_context(open_bed(self._folder / f"bed-{self._made}", self._servers))
            copies = Copies(bed, bed.folder)
            self._stack.callback(copies.close)
            self._open = bed, copies
        return self._open

    @property
    def is_open(self) -> bool:
        return self._open is not None

    def close(self) -> None:
        self._stack.close()
        self._open = None


class Faults:
    """Tries faults and tells what became of each, one line at a time."""

    def __init__(self, servers: Servers, folder: Path, chosen: Sequence[str]) -> None:
        self._beds = Beds(servers, folder)
        self._chosen = [FAULTS[name] for name in chosen if name in FAULTS]
        self._uncaught: dict[str, str] = {}
        self.failed: set[str] = set()

    def try_mutants(self) -> None:
        """Those that wreck their bed last."""
        for fault in sorted(self._chosen, key=lambda fault: fault.wrecks):
            for mutant in fault.mutants:
                began = time.monotonic()
                escaped = self._escapes(fault, mutant)
                if escaped:
                    self._uncaught[fault.id] = escaped
                timed(f"{fault.id} mutant {escaped or 'caught'}", began)
        self._beds.close()

    def try_product(self, long: bool) -> None:
        for fault in self._chosen:
            began = time.monotonic()
            try:
                bed, copies = self._beds.bed()
                self._tell(fault, Run(bed, copies, long=long and fault.id in ("T5", "T15", "T19")))
                bed.calm()
            except Exception as why:  # noqa: BLE001 - one fault that breaks down must not hide the others
                timed(traceback.format_exc(), began)
                self._fail(fault, f"{fault.id} failed: {type(why).__name__}: {why}")
                self._beds.close()
            timed(f"{fault.id} took", began)
        self._look_again()

    def _look_again(self) -> None:
        """After the last fault, what it left must still agree: nothing came late."""
        if not self._beds.is_open:
            return
        bed, copies = self._beds.bed()
        for failure in [*settle(bed), *inspect(bed, copies)]:
            self.failed.add(self._chosen[-1].id)
            print(f"{self._chosen[-1].id} failed: afterwards, {failure.detail}", flush=True)

    def close(self) -> None:
        self._beds.close()

    def _escapes(self, fault: Fault, mutant: Mutant) -> str:
        """Why the mutant was not caught; empty when it was."""
        try:
            bed, copies = self._beds.bed()
            bed.draw_line()
            for service, name in mutant.switches:
                if told := [one for one in bed.switches(service).unplanted() if one.startswith(name)]:
                    return f"mutant not planted: {told[0]}"
                bed.switches(service).set(name)
            mutant.prepare(bed)
            run = Run(bed, copies, mutant.known_by)
            try:
                (mutant.trial or fault.trial)(run)
                run.judge()
            finally:
                mutant.undo(bed)
                bed.calm()
        except Exception as why:  # noqa: BLE001 - told as what it is: this mutant proves nothing
            traceback.print_exc()
            self._beds.close()
            return f"mutant not tried: {type(why).__name__}: {why}"
        kinds = {failure.kind for failure in run.failures}
        for failure in run.failures:
            note(f"  {fault.id} mutant: {failure.kind}: {failure.detail}")
        if kinds & set(mutant.known_by):
            return ""
        return f"mutant not caught ({', '.join(sorted(kinds)) or 'nothing wrong seen'})"

    def _tell(self, fault: Fault, run: Run) -> None:
        fault.trial(run)
        judgement = run.judge()
        counts = {kind: sum(f.count for f in run.failures if f.kind in kinds) for kind, kinds in (
            ("lost", ("lost", "audit", "applied", "missed", "silent")),
            ("unexpected", ("unexpected", "refused_but_there", "granted", "accepted")),
            ("duplicated", ("duplicated",)),
        )}  # fmt: skip
        escaped = self._uncaught.get(fault.id, "")
        why = "; ".join([*(failure.detail for failure in run.failures), *([escaped] if escaped else [])])
        told = " ".join(f"{kind} {count}" for kind, count in counts.items())
        attempts, ok = judgement.attempts + run.attempts, judgement.ok + run.ok
        line = f"{fault.id} attempts {attempts} ok {ok} {told}"
        line += "" if escaped else " mutant caught"
        if why:
            self._fail(fault, f"{line} failed: {why}")
        else:
            print(f"{line} held", flush=True)

    def _fail(self, fault: Fault, line: str) -> None:
        self.failed.add(fault.id)
        print(line, flush=True)


def timed(what: str, began: float) -> None:
    note(f"[{time.monotonic() - began:5.1f} s] {what}")


@contextmanager
def place(kept: str) -> Iterator[tuple[Servers, Path]]:
    """Servers to kill, and a folder for ledgers, logs and secrets, removed at the end unless named."""
    with ExitStack() as stack:
        name = kept or stack.enter_context(tempfile.TemporaryDirectory(prefix="maillon-faults-"))
        Path(name).mkdir(parents=True, exist_ok=True)
        yield stack.enter_context(start_servers(private=True)), Path(name)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make faults")
    parser.add_argument("--only", default="", help="faults to try, separated by commas: T1,T2")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--keep", default="", help="an empty folder to keep logs and ledgers in")
    given = parser.parse_args()
    built = sorted({*FAULTS, *ALONE}, key=order_of)
    asked = [name.strip().upper() for name in given.only.split(",") if name.strip()]
    if unknown := set(asked) - {*built, *NOT_BUILT}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    chosen = [name for name in built if name in asked] if asked else built
    began = time.monotonic()
    configure_logging("faults", "error")
    failed_names = {name for name in chosen if name in ALONE and not tell(ALONE[name])}
    if served := [name for name in chosen if name in FAULTS]:
        with place(given.keep) as (servers, folder):
            faults = Faults(servers, folder, served)
            try:
                faults.try_mutants()
                for number in range(1, given.rounds + 1):
                    faults.try_product(long=number == given.rounds >= LONG_ROUNDS)
            finally:
                faults.close()
        failed_names |= faults.failed
    absent = [name for name in NOT_BUILT if not asked or name in asked]
    for name in absent:
        print(f"{name} not built")
    failed = len(failed_names) + len(set(absent) & set(asked))
    timed("all", began)
    print(f"maillon faults: {len(chosen) - len(failed_names)} held, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
