"""`maillon rebuild` and `maillon digest`: read models made again from the log, beside those that are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from deploy.operations.installation import Installation, opened
from deploy.operations.telling import said
from shared.eventstore import rebuild
from shared.problems import NotFound

Service = Annotated[str, typer.Option(help="One service, by the settings in the environment.")]
Folder = Annotated[Path, typer.Option(help="The embedded installation's folder.")]
VAR = Path("var")


def rebuild_command(
    view: Annotated[str, typer.Argument(help="<service>.<view>, or <service> for all of its views")],
    service: Service = "",
    folder: Folder = VAR,
    from_start: Annotated[
        bool, typer.Option("--from-start", help="Not from where an interrupted rebuild stopped.")
    ] = False,
) -> None:
    """Make a view again from the log beside it, then put it in place; all of a service in one pass. What was
    interrupted goes on."""
    with said(), opened(service, folder) as installation:
        for whose, of_one in groupby(_meant(installation, view), lambda one: one[0].partition(".")[0]):
            names, rebuilds = zip(*of_one, strict=True)
            with _bar(whose if len(names) > 1 else names[0]) as progress:
                positions = rebuild.run_together(rebuilds, progress, from_start=from_start)
            for name, position in zip(names, positions, strict=True):
                typer.echo(f"{name} reconstruite jusqu’à l’événement {position}")


def digest_command(
    view: Annotated[str, typer.Argument(help="<service>, <service>.<view>, or nothing: all of them")] = "",
    service: Service = "",
    folder: Folder = VAR,
) -> None:
    """Compare a view with what the log says it should be: the digests of both, at the same event."""
    differing = 0
    with said(), opened(service, folder) as installation:
        for name, one in _meant(installation, view):
            with _bar(name) as progress:
                found = one.digests(progress)
                if not found.equal:  # an erasure empties the view a moment before its event is applied
                    found = one.digests(progress)
            verdict = "égales" if found.equal else "DIFFÉRENTES"
            typer.echo(f"{name} {verdict} à l’événement {found.position}")
            typer.echo(f"  vue            {found.view}")
            typer.echo(f"  reconstruction {found.rebuilt}")
            differing += not found.equal
    if differing:
        raise typer.Exit(1)


def _meant(installation: Installation, name: str) -> list[tuple[str, rebuild.Rebuild]]:
    """The views a name stands for. Raises NotFound."""
    known = {
        f"{service}.{view.name}": runner.rebuild_of(view)
        for service, runner in installation.runners().items()
        for view in runner.views
    }
    meant = [(full, one) for full, one in known.items() if not name or name in (full, full.partition(".")[0])]
    if not meant:
        raise NotFound("view", f"« {name} » : vues connues : {', '.join(known) or 'aucune'}.")
    return meant


@contextmanager
def _bar(name: str) -> Iterator[rebuild.Progress]:
    """A bar on the terminal (standard error, so that what is printed stays clean), shown only on one."""
    columns = (TextColumn(name), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, head: progress.update(task, completed=done, total=head)
