"""The commands that both `maillon` and a service's container offer."""

from __future__ import annotations

import sys

import typer

from deploy.operations import keys, parked, vault, views
from deploy.operations.doctor.command import doctor_command
from deploy.operations.restored import restored_command
from shared.logs import configure_logging


def add_to(app: typer.Typer) -> None:
    """Add `doctor`, `restored`, `parked`, `keys`, `vault`, `rebuild` and `digest`."""
    app.command("doctor")(doctor_command)
    app.command("restored")(restored_command)
    app.add_typer(parked.app, name="parked")
    app.add_typer(keys.app, name="keys")
    app.add_typer(vault.app, name="vault")
    app.command("rebuild")(views.rebuild_command)
    app.command("digest")(views.digest_command)


def run(arguments: list[str]) -> None:
    """Run one of them; ends the process."""
    configure_logging("operations", "error", sys.stderr)
    app = typer.Typer(no_args_is_help=True, add_completion=False)
    add_to(app)
    app(arguments)
