"""`make bench [ONLY=B1,B3]`: the machine and the versions, then for each goal what was measured, and whether
it is met."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from bench.bed import Bed
from bench.goals import VoidError
from bench.machine import machine, versions
from bench.register import BENCHES, NOT_BUILT, Measure, measure_of, order_of
from shared.logs import configure_logging
from shared.testing.servers import start_servers


class Tally:
    """Tells each goal on one line and counts; what is void or breaks down counts as one goal missed."""

    def __init__(self) -> None:
        self.met = 0
        self.missed = 0

    def tell(self, name: str, measure: Measure, bed: Bed) -> None:
        try:
            outcomes = measure(bed)
        except VoidError as why:
            self._miss(f"{name} void: {why}")
        except Exception as why:  # noqa: BLE001 - one bench that breaks down must not hide the others
            traceback.print_exc()
            self._miss(f"{name} failed: {type(why).__name__}: {why}")
        else:
            for outcome in outcomes:
                bed.note(outcome.by_size())
                self.met += outcome.met
                self.missed += not outcome.met
                print(outcome.line(name), flush=True)

    def _miss(self, line: str) -> None:
        self.missed += 1
        print(line, flush=True)

    def line(self) -> str:
        return f"maillon bench: {self.met} met, {self.missed} missed"


def chosen(only: str) -> list[str]:
    """The benches asked for, in order; all of them by default. Raises ValueError naming what is unknown."""
    asked = [name.strip().upper() for name in only.split(",") if name.strip()]
    if unknown := sorted(set(asked) - {*BENCHES, *NOT_BUILT}):
        raise ValueError(f"unknown: {', '.join(unknown)}")
    return sorted(asked or [*BENCHES, *NOT_BUILT], key=order_of)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", default="", help="benches to run, separated by commas: B1,B3")
    given = parser.parse_args(arguments)
    try:
        names = chosen(given.only)
    except ValueError as why:
        parser.error(str(why))
    configure_logging("bench", "error")
    tally = Tally()
    with (
        tempfile.TemporaryDirectory(prefix="maillon-bench-") as folder,
        start_servers(private=True) as servers,
    ):
        for line in (machine(), *versions(servers)):
            print(line, flush=True)
        for name in names:
            began = time.monotonic()
            if name in NOT_BUILT:
                print(f"{name} not built")
                tally.missed += bool(given.only)
                continue
            place = Path(folder) / name
            place.mkdir()
            tally.tell(name, measure_of(name), Bed(servers, place))
            print(f"  {name} took {time.monotonic() - began:.0f} s", flush=True)
    print(tally.line())
    return 1 if tally.missed else 0


if __name__ == "__main__":
    sys.exit(main())
