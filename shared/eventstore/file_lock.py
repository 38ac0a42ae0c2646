"""A lock between processes of one machine, held on a file, with a finite wait."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RETRY_EVERY_S = 0.05


@contextmanager
def locked_file(path: Path, wait_s: float) -> Iterator[None]:
    """Hold the lock of `path`. Raises TimeoutError after `wait_s` seconds. Released if the process dies."""
    deadline = time.monotonic() + wait_s
    with path.open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{path.name} is locked by another process") from None
                time.sleep(RETRY_EVERY_S)
        yield
