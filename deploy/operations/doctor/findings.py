"""What the doctor says of one thing: sound, to be watched, or broken, and then what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from shared.problems import Problem
from shared.settings import SettingsError

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Finding:
    """`check`: a code that scripts may rely on. `way_out` is empty where nothing is to be done."""

    service: str
    check: str
    level: Level
    said: str
    way_out: str = ""


@dataclass(frozen=True)
class Desk:
    """Writes findings about one thing of one service."""

    service: str
    check: str

    def ok(self, said: str) -> Finding:
        return Finding(self.service, self.check, "ok", said)

    def warn(self, said: str, way_out: str) -> Finding:
        return Finding(self.service, self.check, "warn", said, way_out)

    def fail(self, said: str, way_out: str) -> Finding:
        return Finding(self.service, self.check, "fail", said, way_out)


Check = Callable[[Desk], Iterable[Finding]]


def look(service: str, check: str, at: Check) -> Iterator[Finding]:
    """The findings of one check; one that cannot look says so and lets the others go on."""
    desk = Desk(service, check)
    try:
        yield from at(desk)
    except (sa.exc.SQLAlchemyError, Problem, SettingsError, OSError, LookupError, ValueError) as why:
        told = str(why) if isinstance(why, SettingsError) else type(why).__name__
        yield desk.fail(f"impossible à regarder ({told})", "Réparer d’abord ce qui est dit plus haut.")
