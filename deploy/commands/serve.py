"""`maillon serve`: the embedded mode, until Ctrl-C."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

from rich.console import Console

from deploy.embedded import Embedded
from shared.clock import SystemClock
from shared.logs import configure_logging


def run(folder: Path, port: int) -> int:
    """Serve until interrupted; returns the exit status."""
    configure_logging("maillon", stream=sys.stderr)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Embedded(folder, SystemClock(), port) as maillon:
        Console().print(f"Maillon: {maillon.base_url} (Ctrl-C to stop; data in {folder})")
        stop.wait()
    return 0
