"""`maillon parked list|show|retry|drop`: the facts that consumers set apart, and what becomes of them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from deploy.operations.installation import Installation, opened
from deploy.operations.telling import said, table
from shared.eventstore.fact_consumer import FactConsumer
from shared.eventstore.parked import ParkedFact
from shared.eventstore.parking_release import Outcome, drop, retry
from shared.problems import NotFound

LIST_MAX = 1_000
Service = Annotated[str, typer.Option(help="One service, by the settings in the environment.")]
Folder = Annotated[Path, typer.Option(help="The embedded installation's folder.")]
Reference = Annotated[str, typer.Argument(help="What `parked list` calls it: vault.directory/42")]
VAR = Path("var")

app = typer.Typer(no_args_is_help=True, help="Faits mis de côté par un consommateur.")


@app.command("list")
def list_command(service: Service = "", folder: Folder = VAR) -> None:
    """Each fact set apart: reason, subject, position, age, how many wait behind it."""
    with said(), opened(service, folder) as installation:
        rows = [row for consumer in installation.consumers() for row in _rows(installation, consumer)]
        table(("fait", "motif", "type", "sujet", "position", "âge", "en attente derrière"), rows)
        typer.echo(f"{len(rows)} faits mis de côté" if len(rows) != 1 else "1 fait mis de côté")


@app.command("show")
def show_command(reference: Reference, service: Service = "", folder: Folder = VAR) -> None:
    """One fact set apart, what it says, and those that wait behind it."""
    with said(), opened(service, folder) as installation:
        consumer, position = _meant(installation, reference)
        for one in _with_followers(consumer, position):
            typer.echo(f"{one.reference}  {one.fact.type} v{one.fact.version}  sujet {one.fact.subject}")
            told = "attend derrière" if one.held else one.reason
            typer.echo(f"  motif : {told}   mis de côté il y a {_age(installation, one)}")
            typer.echo(f"  {json.dumps(json.loads(bytes(one.fact.data)), ensure_ascii=False)}")


@app.command("retry")
def retry_command(reference: Reference, service: Service = "", folder: Folder = VAR) -> None:
    """Apply a fact again, then those that wait behind it, in order."""
    with said(), opened(service, folder) as installation:
        consumer, position = _meant(installation, reference)
        _conclude(retry(consumer, position))


@app.command("drop")
def drop_command(
    reference: Reference,
    service: Service = "",
    folder: Folder = VAR,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Forget a fact for good, and apply those that wait behind it."""
    with said(), opened(service, folder) as installation:
        consumer, position = _meant(installation, reference)
        first, *behind = _with_followers(consumer, position)
        typer.echo(f"{first.reference} ({first.fact.type}, {first.reason}) ne sera jamais appliqué ;")
        typer.echo(f"{len(behind)} faits qui attendent derrière lui le seront.")
        if not yes:
            typer.confirm("Abandonner ce fait ?", abort=True)
        _conclude(drop(consumer, position))


def _conclude(outcome: Outcome) -> None:
    if outcome.failed:
        typer.echo(f"Le fait échoue encore ({outcome.failed}) : rien n’a changé.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{outcome.applied} faits appliqués, {outcome.left} restent de côté.")


def _rows(installation: Installation, consumer: FactConsumer) -> list[tuple[str, ...]]:
    if consumer.parked is None:
        return []
    with consumer.engine.connect() as connection:
        found = consumer.parked.at_fault(connection, LIST_MAX)
        behind = consumer.parked.behind(connection)
    return [
        (
            one.reference,
            one.reason,
            f"{one.fact.type} v{one.fact.version}",
            one.fact.subject,
            str(one.fact.position),
            _age(installation, one),
            str(behind.get(one.fact.subject, 0)),
        )
        for one in found
    ]


def _meant(installation: Installation, reference: str) -> tuple[FactConsumer, int]:
    """The consumer and position of `vault.directory/42`. Raises NotFound."""
    name, _, position = reference.rpartition("/")
    for consumer in installation.consumers():
        if name == f"{consumer.name}.{consumer.producer}" and position.isdecimal():
            return consumer, int(position)
    known = ", ".join(f"{one.name}.{one.producer}" for one in installation.consumers())
    raise NotFound(
        "reference", f"« {reference} » : attendu un nom parmi {known or 'aucun'}, « / » et une position."
    )


def _with_followers(consumer: FactConsumer, position: int) -> list[ParkedFact]:
    """The fact at `position` and what waits behind it. Raises NotFound."""
    if consumer.parked is not None:
        with consumer.engine.connect() as connection:
            found = consumer.parked.find(connection, position)
            if found is not None:
                all_of_them = consumer.parked.of_subject(connection, found.epoch, found.fact.subject)
                return [one for one in all_of_them if one.fact.position >= position]
    raise NotFound("parked_fact", "Aucun fait n’est mis de côté à cette position.")


def _age(installation: Installation, one: ParkedFact) -> str:
    """In the largest unit that fits: `3 min`, `5 h`, `2 j`."""
    age = max(installation.clock.now() - one.parked_at, timedelta())
    for unit, size in (("j", timedelta(days=1)), ("h", timedelta(hours=1)), ("min", timedelta(minutes=1))):
        if age >= size:
            return f"{age // size} {unit}"
    return f"{age.seconds} s"
