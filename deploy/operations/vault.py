"""`maillon vault erase`: an operator erases a vault on an order from outside, and says why."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from deploy.operations.installation import opened
from deploy.operations.telling import said
from shared.contracts.vault_erasure import GetErasure
from shared.logs import get_logger
from shared.rpc.call import Actor, Call

Service = Annotated[str, typer.Option(help="`vault`, by the settings in the environment.")]
Folder = Annotated[Path, typer.Option(help="The embedded installation's folder.")]
app = typer.Typer(no_args_is_help=True, help="Coffres.")
_log = get_logger(__name__)


@app.callback()
def vaults() -> None:
    """What an operator may do to one vault."""


@app.command("erase")
def erase_command(
    vault_id: Annotated[str, typer.Argument(help="The vault's id.")],
    reason: Annotated[str, typer.Option(help="court_order, death, opened_by_mistake or other")],
    reference: Annotated[str, typer.Option(help="Of the order, without any name: « TJ 26/0123 ».")] = "",
    service: Service = "",
    folder: Folder = Path("var"),
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
) -> None:
    """Erase a vault: its key is destroyed, files and views deleted. There is no way back."""
    with said(), opened(service, folder) as installation:
        if not yes:
            typer.confirm(f"Effacer pour toujours le coffre {vault_id} ?", abort=True)
        do, operator = installation.wirings["vault"].do, getpass.getuser()
        do.erase_vault.by_operator(vault_id, operator, reason, reference)
        _log.error("vault_erased_by_operator", vault=vault_id, operator=operator, reason=reason)
        call = Call(actor=Actor(id=f"operator:{operator}", kind="operator"))
        report = do.get_erasure(GetErasure(vault_id=vault_id), call)
        typer.echo(f"clé détruite le {report.key_destroyed_at:%Y-%m-%d %H:%M:%S}Z")
        typer.echo(f"{report.files} fichiers supprimés ; vues purgées")
        typer.echo(f"restent {report.log_lines} lignes du journal (empreintes) et {report.events} événements")
        typer.echo(f"une sauvegarde des clés peut en garder trace jusqu’au {report.revivable_until:%Y-%m-%d}")
