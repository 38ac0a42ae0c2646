"""`maillon`: what an operator or a newcomer types."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from deploy.commands import accounts, demo, secrets, serve
from deploy.operations import commands as operations
from shared.logs import configure_logging

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Maillon : liens entre ceux qui soignent et ceux qui sont soignés.",
)


@app.command("demo")
def demo_command(
    once: Annotated[bool, typer.Option("--once", help="Stop after the story.")] = False,
    register: Annotated[
        Path | None, typer.Option(help="A real register file; else one is generated.")
    ] = None,
    mutate: Annotated[
        int, typer.Option(min=0, help="Undo the effect of step N: the story must then fail.")
    ] = 0,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page; 0 takes a free one.")] = 8080,
) -> None:
    """Tell the whole story in one process, then show the page."""
    sys.exit(demo.run(once=once, register=register, mutate=mutate, port=port))


@app.command("init")
def init_command(
    folder: Annotated[Path, typer.Option(help="Where secrets are kept.")] = Path("deploy/secrets"),
    compose: Annotated[bool, typer.Option("--compose", help="Also what docker-compose.yml names.")] = False,
) -> None:
    """Generate every secret an installation needs. Nothing that exists is replaced."""
    secrets.run(folder, compose=compose)


@app.command("serve")
def serve_command(
    folder: Annotated[Path, typer.Option(help="Data, keys and documents of this installation.")] = Path(
        "var"
    ),
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8080,
) -> None:
    """Run everything in this process (embedded mode), on this machine only."""
    sys.exit(serve.run(folder, port))


@app.command("operator")
def operator_command(
    email: Annotated[str, typer.Argument(help="The operator's e-mail.")],
    folder: Annotated[Path, typer.Option(help="The embedded installation's folder.")] = Path("var"),
) -> None:
    """Open an operator's account in an embedded installation; the password is asked for."""
    password = typer.prompt("Mot de passe", hide_input=True, confirmation_prompt=True)
    sys.exit(accounts.run(folder, email, password))


operations.add_to(app)


def main() -> None:
    """The console script."""
    configure_logging("maillon", "error", sys.stderr)  # a command that serves sets its own
    app()


if __name__ == "__main__":
    main()
