"""Which benches there are. A new one: a module with `measure(bed: Bed) -> list[Outcome]`, and a line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module

from bench.bed import Bed
from bench.goals import Outcome

Measure = Callable[[Bed], Sequence[Outcome]]

BENCHES = {
    "B1": "bench.appends",
    "B2": "bench.travel",
    "B3": "bench.relay",
    "B8": "bench.documents",
    "B9": "bench.rebuild",
    "GUARD": "bench.memory",
}
NOT_BUILT = ("B4", "B5", "B6", "B7", "B10")


def measure_of(name: str) -> Measure:
    """The bench called `name`, imported only now: one that breaks does not take the others with it."""
    measure: Measure = import_module(BENCHES[name]).measure
    return measure


def order_of(name: str) -> tuple[int, str]:
    """B1, B2 … B10, then those with a word for a name."""
    number = name.removeprefix("B")
    return (int(number), "") if number.isdecimal() else (1000, name)
