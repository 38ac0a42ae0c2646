"""The ledger: what clients attempted and were told, written outside of the system, each line fsynced.

Afterwards it is compared with what the system shows. A call is `attempt`ed first, then it is `ok`, `fail` (a
definite no: nothing may be there) or `info` (unknown: cut off, too late). An operation may be attempted again
under the same name; what is best known of it counts: ok, else info, else fail.
"""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Said = Literal["attempt", "ok", "fail", "info"]
_WEIGHT: dict[str, int] = {"attempt": 0, "fail": 1, "info": 2, "ok": 3}
FILE_MODE = 0o600


class Ledger:
    """Appends to `path`; safe in threads. Each line is on disk when its method returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_MODE)

    def attempt(self, operation: str) -> None:
        """Before the call. `operation` names its effect, as the system will show it."""
        self._write(operation, "attempt")

    def ok(self, operation: str) -> None:
        """The system acknowledged: the effect must be there, once."""
        self._write(operation, "ok")

    def fail(self, operation: str) -> None:
        """The system refused: the effect must not be there."""
        self._write(operation, "fail")

    def info(self, operation: str) -> None:
        """Nobody knows: the effect may be there, once at most."""
        self._write(operation, "info")

    def judge(self, observed: Iterable[str]) -> Judgement:
        """Compare the lines written so far with `observed`: each effect seen, as often as it is there."""
        return judge(read(self.path), observed)

    def close(self) -> None:
        os.close(self._file)

    def _write(self, operation: str, said: Said) -> None:
        line = json.dumps([said, operation], ensure_ascii=False).encode() + b"\n"
        with self._lock:
            os.write(self._file, line)
            os.fsync(self._file)


@dataclass(frozen=True)
class Judgement:
    """Operations by name. `lost`, `unexpected`, `refused_but_there` and `duplicated` must be empty;
    `recovered` (unknown to the client, yet there) is allowed."""

    attempts: int
    ok: int
    lost: frozenset[str]
    unexpected: frozenset[str]
    refused_but_there: frozenset[str]
    duplicated: frozenset[str]
    recovered: frozenset[str]

    @property
    def holds(self) -> bool:
        return not (self.lost or self.unexpected or self.refused_but_there or self.duplicated)


def read(path: Path) -> Iterator[tuple[str, str]]:
    """The (said, operation) pairs of a ledger; a last line cut by a crash is left out."""
    for line in path.read_bytes().splitlines(keepends=True):
        if line.endswith(b"\n"):
            said, operation = json.loads(line)
            yield said, operation


def judge(lines: Iterable[tuple[str, str]], observed: Iterable[str]) -> Judgement:
    """What was lost, what nobody asked for, what was refused yet is there, what is there twice."""
    attempts, known = 0, dict[str, str]()
    for said, operation in lines:
        attempts += said == "attempt"
        known[operation] = max(known.get(operation, "attempt"), said, key=_WEIGHT.__getitem__)
    seen = Counter(observed)
    there = seen.keys()
    acknowledged = {operation for operation, said in known.items() if said == "ok"}
    return Judgement(
        attempts=attempts,
        ok=len(acknowledged),
        lost=frozenset(acknowledged - there),
        unexpected=frozenset(there - known.keys()),
        refused_but_there=frozenset(op for op, said in known.items() if said == "fail" and op in there),
        duplicated=frozenset(op for op, times in seen.items() if times > 1),
        recovered=frozenset(op for op, said in known.items() if said in ("info", "attempt") and op in there),
    )
