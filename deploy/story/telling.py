"""How a story is told: numbered steps with an act and a check, and the undoing that must make the
check fail.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

WAIT_S = 45.0  # the longest a step waits for facts to travel between services
MUTATED_WAIT_S = 3.0  # a step whose effect was undone is not worth a long wait
PAUSE_S = 0.05  # between two looks


class StepFailedError(AssertionError):
    """A check that does not hold; its text says what was seen."""


def expect(seen: object, wanted: object, what: str) -> None:
    """Fail the step unless `seen == wanted`."""
    if seen != wanted:
        raise StepFailedError(f"{what}: expected {wanted!r}, saw {seen!r}")


def require(held: object, what: str) -> None:
    """Fail the step unless `held` is true."""
    if not held:
        raise StepFailedError(what)


@dataclass
class Telling:
    """Runs steps, says them aloud through `say`, shows the one under way with `during`, counts those
    that held.

    With `mutate=n` the effect of step n is undone (or its act left out) before its check,
    which must then fail.
    """

    say: Callable[[str], None]
    during: Callable[[str], AbstractContextManager[object]] = nullcontext
    mutate: int = 0
    wait_s: float = WAIT_S
    number: int = 0
    held: int = 0
    failures: list[str] = field(default_factory=list)

    def chapter(self, title: str) -> None:
        self.say(f"\n{title}")

    def step(
        self,
        text: str,
        act: Callable[[], object],
        check: Callable[[], None],
        undo: Callable[[], object] | None = None,
    ) -> None:
        """Act, then check until it holds or `wait_s` seconds have passed."""
        self.number += 1
        mutated = self.number == self.mutate
        try:
            with self.during(f"{self.number:>2} {text}…"):
                if not mutated or undo is not None:
                    act()
                if mutated and undo is not None:
                    undo()
                self._until(check, MUTATED_WAIT_S if mutated else self.wait_s)
        except Exception as failure:
            self.failures.append(f"step {self.number}: {failure}")
            self.say(f"  {self.number:>2} ✗ {text}\n       {type(failure).__name__}: {failure}")
            raise StoryStoppedError(self.failures[-1]) from failure
        self.held += 1
        self.say(f"  {self.number:>2} ✓ {text}")

    def _until(self, check: Callable[[], None], wait_s: float) -> None:
        end = time.monotonic() + wait_s
        while True:
            try:
                check()
                return
            except (StepFailedError, LookupError):
                if time.monotonic() > end:
                    raise
                time.sleep(PAUSE_S)


class StoryStoppedError(Exception):
    """A step failed: what follows would only repeat it."""
