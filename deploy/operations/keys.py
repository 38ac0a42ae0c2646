"""`maillon keys status|rotate|retire|backup|restore`: the keys of sealed values, and what wraps them."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from deploy.operations.key_stores import key_stores
from deploy.operations.telling import said, table
from shared.eventstore.key_backup import KeyBackups, restore

Service = Annotated[str, typer.Option(help="One service, by the settings in the environment.")]
Folder = Annotated[Path, typer.Option(help="The embedded installation's folder.")]
VAR = Path("var")

app = typer.Typer(no_args_is_help=True, help="Clés des personnes, et clé maîtresse qui les enveloppe.")


@app.command("status")
def status_command(service: Service = "", folder: Folder = VAR) -> None:
    """Each version of the master key, and how many keys it wraps."""
    with said(), key_stores(service, folder) as stores:
        rows = [
            (
                store.service,
                use.version or "(non notée)",
                "oui" if use.primary else "non",
                str(use.keys),
                f"{use.unused_since:%Y-%m-%d %H:%M}Z" if use.unused_since else "",
            )
            for store in stores
            for use in store.rotation.uses()
        ]
        table(("service", "version", "enveloppe", "clés", "inutile depuis"), rows)


@app.command("rotate")
def rotate_command(service: Service = "", folder: Folder = VAR) -> None:
    """A new version of the master key; every key is wrapped again by it. Interrupted, it goes on."""
    with said(), key_stores(service, folder) as stores:
        for store in stores:
            try:
                with _bar(store.service) as progress:
                    task = progress.add_task(store.service, total=None)
                    done = store.rotation.rotate(
                        lambda done, whole, p=progress, t=task: p.update(t, completed=done, total=whole)  # type: ignore[misc]
                    )
            except OSError as why:
                typer.echo(
                    f"{store.service} : le fichier de la clé maîtresse ne s’écrit pas ({why}).", err=True
                )
                raise typer.Exit(1) from None
            typer.echo(
                f"{store.service} : version {store.master.version}, {done} clés enveloppées de nouveau"
            )


@app.command("retire")
def retire_command(service: Service = "", folder: Folder = VAR) -> None:
    """Forget the old versions that no key, and no backup still kept, needs."""
    with said(), key_stores(service, folder) as stores:
        for store in stores:
            retired = store.rotation.retire(timedelta(days=store.backup_days))
            told = ", ".join(retired) or "aucune (attendre que leurs sauvegardes soient périmées)"
            typer.echo(f"{store.service} : versions retirées : {told}")


@app.command("backup")
def backup_command(
    to: Annotated[Path, typer.Argument(help="Folder of the backups: not that of the events' backups.")],
    service: Service = "",
    folder: Folder = VAR,
    keep_days: Annotated[int, typer.Option(help="Days kept; 0: MAILLON_KEY_BACKUP_DAYS.")] = 0,
) -> None:
    """Back up the key store, and delete its backups that are past their time."""
    with said(), key_stores(service, folder) as stores:
        for store in stores:
            days = keep_days or store.backup_days
            backups = KeyBackups(to, store.service, days, store.clock)
            path, header, count = backups.make(store.engine)
            gone = backups.sweep()
            typer.echo(
                f"{store.service} : {count} clés dans {path}, {len(gone)} sauvegardes périmées supprimées"
            )
            typer.echo(
                f"  jusqu’au {header.expires_at:%Y-%m-%d %H:%M}Z elle pourrait rendre la clé d’une personne"
                " effacée d’ici là ; après, elle est refusée et supprimée"
            )


@app.command("restore")
def restore_command(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    service: Annotated[str, typer.Option(help="Whose keys: vault or directory.")] = "vault",
    folder: Folder = VAR,
    by_settings: Annotated[bool, typer.Option(help="By the settings in the environment.")] = False,
) -> None:
    """Bring back the keys that the store lacks; whoever was erased stays erased."""
    with said(), key_stores(service if by_settings else "", folder) as stores:
        store = next(one for one in stores if one.service == service)
        restored = restore(file, service, store.engine, store.erased, store.clock)
        typer.echo(f"{service} : {restored.keys} clés rendues, {restored.erased} effacées le restent")


def _bar(name: str) -> Progress:
    """On the terminal only, on standard error: what is printed stays clean."""
    columns = (TextColumn(name), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(file=sys.stderr), transient=True)
