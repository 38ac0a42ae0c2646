"""`maillon init`."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from deploy.init import init


def run(folder: Path, *, compose: bool) -> None:
    """Generate what is missing and say what was made."""
    console = Console()
    made = init(folder, readable_by_containers=compose)
    for name in made:
        console.print(f"  [green]✓[/] {folder / name}")
    console.print(
        f"{len(made)} secrets generated in {folder}; keep a copy of the master keys apart:"
        " without them, sealed data cannot be read."
        if made
        else f"Nothing to do: every secret is already in {folder}."
    )
    if compose and made:
        console.print("Next: docker compose up -d --build")
