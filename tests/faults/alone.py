"""Faults that need no servers: a trial counts what it tried and what went wrong; a mutant must go wrong."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock


@dataclass
class Tried:
    """`ok`: tries that ended as they must; `wrongs`: what was accepted, or refused, and must not be."""

    attempts: int = 0
    ok: int = 0
    wrongs: list[str] = field(default_factory=list)

    def expect(self, right: bool, told: str) -> None:
        self.attempts += 1
        if right:
            self.ok += 1
        else:
            self.wrongs.append(told)


Seeded = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Alone:
    """`trial` is given whether a mutant is in place: a shorter try then does."""

    id: str
    trial: Callable[[bool], Tried]
    mutants: tuple[Seeded, ...]


def in_place_of(owner: Any, name: str, mutant: Any) -> Seeded:
    """A mutant of one function."""
    return lambda: mock.patch.object(owner, name, mutant)


def tell(fault: Alone) -> bool:
    """Try the mutants, then the product; print its line. Whether it held."""
    escaped = 0
    for seeded in fault.mutants:
        with seeded():
            escaped += not fault.trial(True).wrongs
    tried = fault.trial(False)
    line = f"{fault.id} attempts {tried.attempts} ok {tried.ok} lost 0"
    line += f" unexpected {len(tried.wrongs)} duplicated 0"
    why = "; ".join([*tried.wrongs[:3], *([f"{escaped} mutants not caught"] if escaped else [])])
    line += "" if escaped else " mutant caught"
    print(f"{line} failed: {why}" if why else f"{line} held", flush=True)
    return not why
