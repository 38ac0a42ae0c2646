"""A goal, what was measured for it round by round, and the line that tells whether it is met.

A ratio is taken within a round (ours against the reference, one right after the other), never between rounds:
what else the machine does then touches both. The median of the rounds is judged, at the size where it is
least favourable; the least and the most of all rounds are told beside it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, TypeVar

ROUNDS_WITHIN_S = 30.0
ROUNDS_MIN = 3
T = TypeVar("T")


class VoidError(Exception):
    """Something was lost or told wrongly: whatever was measured is worth nothing."""


@dataclass(frozen=True)
class Goal:
    """`measure` is `ratio`, or what is judged by itself with its unit last (`p99_ms`)."""

    sense: Literal[">=", "<="]
    bound: float
    measure: str = "ratio"

    def __str__(self) -> str:
        return f"goal {self.sense} {self.bound:g}"


@dataclass(frozen=True)
class Outcome:
    """What the rounds gave for one goal: `rounds` by size ("20,000 facts"); `what` says ours ÷ reference."""

    goal: Goal
    what: str
    rounds: Mapping[str, Sequence[float]]

    @property
    def value(self) -> float:
        """The median of the least favourable size."""
        medians = [median(values) for values in self.rounds.values()]
        return min(medians) if self.goal.sense == ">=" else max(medians)

    @property
    def met(self) -> bool:
        return self.value >= self.goal.bound if self.goal.sense == ">=" else self.value <= self.goal.bound

    def line(self, name: str) -> str:
        """`B3 ratio 9.12 (min 8.70 max 9.61) goal >= 8 met`."""
        every = [value for values in self.rounds.values() for value in values]
        told = f"{said(self.value)} (min {said(min(every))} max {said(max(every))})"
        return f"{name} {self.goal.measure} {told} {self.goal} {'met' if self.met else 'missed'}"

    def by_size(self) -> str:
        """`relay ÷ confirming each: 5,000 facts 9.30, 20,000 facts 9.12`."""
        sizes = ", ".join(f"{size} {said(median(values))}" for size, values in self.rounds.items())
        return f"{self.what}: {sizes}"


def said(value: float) -> str:
    """Three figures that count, as a person writes them: 0.83, 9.12, 46.3, 1,234."""
    return f"{value:,.{2 if abs(value) < 10 else 1 if abs(value) < 100 else 0}f}"


def interleaved(rounds: int, runs: Mapping[str, Callable[[], T]]) -> list[dict[str, T]]:
    """Run each of `runs` once per round, in an order that turns with the rounds; what each gave, by round.

    On a machine that is too busy no round begins after ROUNDS_WITHIN_S, but ROUNDS_MIN are made in any case.
    """
    names = list(runs)
    results: list[dict[str, T]] = []
    give_up_at = time.monotonic() + ROUNDS_WITHIN_S
    for number in range(rounds):
        if len(results) >= ROUNDS_MIN and time.monotonic() > give_up_at:
            break
        turned = names[number % len(names) :] + names[: number % len(names)]
        results.append({name: runs[name]() for name in turned})
    return results


def ratios(results: Sequence[Mapping[str, float]], ours: str, reference: str) -> list[float]:
    """Ours ÷ reference, within each round."""
    return [result[ours] / result[reference] for result in results]
