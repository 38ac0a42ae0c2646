"""`maillon demo`: the story told in one process, in a folder of its own, then the page to walk about in."""

from __future__ import annotations

import secrets
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Column

from deploy.embedded import Embedded
from deploy.story.register import read_places
from deploy.story.tell import STEPS, tell
from deploy.story.world import World
from services.ingest.sources.generate import generate_register
from shared.clock import ShiftedClock
from shared.logs import configure_logging

GENERATED_PLACES = 1_200
LOGGED_LINES = 15  # shown when a step failed
TOLD_MAX_COLUMNS = 48  # of the step under way, beside its bar
OPERATOR = "operateur@exemple.invalid"


def run(*, once: bool, register: Path | None, mutate: int, port: int) -> int:
    """Tell the story; returns 0 when every step held."""
    console = Console(highlight=False, soft_wrap=True)
    folder = Path(tempfile.mkdtemp(prefix="maillon-demo-"))
    clock = ShiftedClock()
    journal = (folder / "maillon.log").open("a+", encoding="utf-8")
    configure_logging("demo", stream=journal)
    try:
        with Embedded(folder, clock, 0 if once else port, rate_limited=False) as maillon:
            world = _world(maillon, clock, register)
            console.print(f"Maillon, en un seul processus, dans {folder} (effacé à la fin).")
            with console.status("lecture du registre…"):
                places = read_places(world.register)
            with _bar(console) as progress:
                telling = tell(world, places, console.print, mutate, _Steps(progress).during)
            if not once and not telling.failures:
                _stay(console, maillon, world)
            if telling.failures:
                _tell_errors(console, folder / "maillon.log")
            console.print(f"\nmaillon demo: {telling.held} steps held, {len(telling.failures)} failed")
            return 1 if telling.failures else 0
    finally:  # the journal stays open: a loop that is slow to stop may still write to it
        shutil.rmtree(folder, ignore_errors=True)


def _bar(console: Console) -> Progress:
    """How many steps of the story are behind, and which one is under way; nothing on a file or a pipe."""
    told = TextColumn(
        "{task.description}",
        table_column=Column(max_width=TOLD_MAX_COLUMNS, no_wrap=True, overflow="ellipsis"),
    )
    columns = (SpinnerColumn(), BarColumn(bar_width=20), MofNCompleteColumn(), told)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


class _Steps:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=STEPS)

    @contextmanager
    def during(self, text: str) -> Iterator[None]:
        self._progress.update(self._task, description=text)
        yield
        self._progress.advance(self._task)


def _world(maillon: Embedded, clock: ShiftedClock, register: Path | None) -> World:
    """A register in the inbox and an operator with a password that nobody keeps."""
    if register is None:
        file = maillon.inbox / "registre-engendre.csv"
        generate_register(file, places=GENERATED_PLACES)
    else:
        file = maillon.inbox / register.name
        shutil.copyfile(register, file)
    password = secrets.token_urlsafe(16)
    maillon.create_operator(OPERATOR, password)
    return World(
        base_url=maillon.base_url,
        clock=clock,
        outbox=maillon.outbox,
        register=file,
        inbox=maillon.inbox,
        operator_email=OPERATOR,
        operator_password=password,
        register_is_generated=register is None,
    )


def _tell_errors(console: Console, journal: Path) -> None:
    """The last warnings and errors that the processes logged: where to look when a step failed."""
    told = [
        line for line in journal.read_text(encoding="utf-8").splitlines() if '"level": "info"' not in line
    ]
    for line in told[-LOGGED_LINES:]:
        console.print(f"    {line}", markup=False)


def _stay(console: Console, maillon: Embedded, world: World) -> None:
    """Leave the page open, with ways in, until interrupted."""
    stop = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    console.print(f"\nLa page : {maillon.base_url}  (Ctrl-C pour finir)")
    console.print("  professionnelle : agnes@exemple.invalid · demonstration-seulement-0")
    console.print(f"  opérateur : {world.operator_email} · {world.operator_password}")
    stop.wait()
