"""Which file an operator may have read: one of the inbox folder, or any for who is on the machine already."""

from __future__ import annotations

from pathlib import Path

from shared.problems import InvalidInput, NotAllowed
from shared.rpc.call import Actor

AT_THE_MACHINE = "operator:cli"


def find_file(stated: str, inbox: Path, actor: Actor) -> Path:
    """The path to open. Raises NotAllowed (`operator_only`), InvalidInput (`path_outside_inbox`)."""
    if actor.kind != "operator":
        raise NotAllowed("operator_only", "Seul un exploitant charge un registre.")
    path = Path(stated)
    if actor.id == AT_THE_MACHINE and path.is_absolute() and "\0" not in stated:
        return path
    outside = InvalidInput(
        "path_outside_inbox", "Donnez le nom d'un fichier du dossier de dépôt.", field="path"
    )
    if "\0" in stated:
        raise outside
    folder = inbox.resolve()
    found = (folder / path).resolve()
    if not found.is_relative_to(folder):
        raise outside
    return found
