"""`maillon operator`: an operator's account, made by who already holds the machine."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from deploy.embedded import Embedded
from shared.clock import SystemClock
from shared.problems import Problem


def run(folder: Path, email: str, password: str) -> int:
    """Open the account; returns the exit status."""
    console = Console()
    try:
        Embedded(folder, SystemClock(), 0).create_operator(email, password)
    except Problem as problem:
        console.print(f"[red]{problem.detail or problem.code}[/]")
        return 1
    console.print("Compte d'opérateur ouvert.")
    return 0
