"""How these commands speak: aligned columns that a terminal and a script both read, refusals in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
import typer

from shared.problems import Problem
from shared.settings import SettingsError


@contextmanager
def said() -> Iterator[None]:
    """Turn a refusal into its sentence and exit status 1."""
    try:
        yield
    except Problem as problem:
        typer.echo(problem.detail or str(problem), err=True)
    except SettingsError as problem:
        typer.echo(str(problem), err=True)
    except sa.exc.SQLAlchemyError as problem:
        typer.echo(f"La base de données ne répond pas comme prévu ({type(problem).__name__}).", err=True)
    else:
        return
    raise typer.Exit(1)


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as what they hold; nothing when there is no row."""
    if not rows:
        return
    widths = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    for row in (titles, *rows):
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
