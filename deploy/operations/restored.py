"""`maillon restored`: after a backup was put back, the feed says that it is another one than before.

A feed that went back in time will number other facts by numbers that consumers have heard already. With a new
epoch they read everything again from the start, and lose nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from uuid import uuid4

import sqlalchemy as sa
import typer

from deploy.operations.doctor.patients import patients
from deploy.operations.telling import said

HEAD = sa.table("feed_head", sa.column("epoch"))


def restored_command(
    service: Annotated[str, typer.Argument(help="Whose database was put back: vault, directory…")],
    folder: Annotated[Path, typer.Option(help="The embedded installation's folder.")] = Path("var"),
    by_settings: Annotated[bool, typer.Option(help="By the settings in the environment.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
) -> None:
    """Give the feed of a restored service a new epoch: views are made again, consumers read it all again."""
    with said(), patients(service if by_settings else "", folder) as found:
        patient = next((one for one in found if one.service == service), None)
        if patient is None:
            typer.echo(f"Services : {', '.join(one.service for one in found)}.", err=True)
            raise typer.Exit(1)
        if not yes:
            typer.confirm(f"La base de « {service} » vient d’être restaurée ?", abort=True)
        with patient.databases.events.begin() as connection:
            connection.execute(sa.update(HEAD).values(epoch=str(uuid4())))
    typer.echo(f"{service} : nouvelle époque. Démarrer les services, puis « maillon doctor ».")
