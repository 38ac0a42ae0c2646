"""Switches that a test sets and a process looks at while it runs: small files in a folder per process.

A mutant is on while its file exists. A marked point does what its file says when the process reaches it:
`kill 3` (SIGKILL itself at the third time), `pause 0.02` (up to so many seconds), `hold` (until the file is
gone). Whoever reaches a point whose file says something leaves a file `<point>.reached`.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path

HOLD_MAX_S = 30.0
STEP_S = 0.005


class Switches:
    """The switches of one process, for both sides."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._times: Counter[str] = Counter()

    def set(self, name: str, what: str = "on") -> None:
        """Switch a mutant on, or say what a point does."""
        (self.folder / f"{name}.reached").unlink(missing_ok=True)
        beside = self.folder / f".{name}.new"
        beside.write_text(what, encoding="ascii")
        beside.replace(self.folder / name)

    def clear(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def clear_all(self) -> None:
        for path in self.folder.iterdir():
            if not path.name.startswith("unplanted."):
                path.unlink()

    def reached(self, name: str) -> bool:
        return (self.folder / f"{name}.reached").exists()

    def unplanted(self) -> list[str]:
        """What could not be put into the product's code, and why: the code changed, the tests did not."""
        return [
            f"{path.name.partition('.')[2]}: {path.read_text()}" for path in self.folder.glob("unplanted.*")
        ]

    # ------------------------------------------------------------ the process's side
    def is_on(self, name: str) -> bool:
        return (self.folder / name).exists()

    def reach(self, name: str) -> None:
        """This point is reached: do what its file says, if there is one."""
        path = self.folder / name
        try:
            what, _, number = path.read_text(encoding="ascii").partition(" ")
        except FileNotFoundError:
            self._times.pop(name, None)
            return
        self._times[name] += 1
        (self.folder / f"{name}.reached").touch()
        if what == "kill" and self._times[name] >= int(number):
            path.unlink(missing_ok=True)
            os.kill(os.getpid(), signal.SIGKILL)
        elif what == "pause":
            time.sleep(random.uniform(0, float(number)))
        elif what == "hold":
            self._hold(path)

    def _hold(self, path: Path) -> None:
        end = time.monotonic() + HOLD_MAX_S
        while path.exists() and time.monotonic() < end:
            time.sleep(STEP_S)

    def refuse(self, name: str, why: Exception) -> None:
        """Say that something could not be planted."""
        (self.folder / f"unplanted.{name}").write_text(f"{type(why).__name__}: {why}", encoding="utf-8")


def wait_until(holds: object, within_s: float, pause_s: float = STEP_S) -> bool:
    """Ask `holds` (a callable) until it says True; False after `within_s`."""
    pause, end = threading.Event(), time.monotonic() + within_s
    while not holds():  # type: ignore[operator]
        if time.monotonic() > end:
            return False
        pause.wait(pause_s)
    return True
