"""The use cases of folders, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.make_folder import MakeFolder
from services.vault.application.move_paper import MovePaper
from services.vault.application.remove_folder import RemoveFolder
from services.vault.application.rename_folder import RenameFolder
from services.vault.wiring.ground import Ground


@dataclass(frozen=True)
class Folders:
    make_folder: MakeFolder
    rename_folder: RenameFolder
    remove_folder: RemoveFolder
    move_paper: MovePaper


def folders_of(ground: Ground) -> Folders:
    log, gate = ground.log, ground.gate
    return Folders(
        make_folder=MakeFolder(log, gate),
        rename_folder=RenameFolder(log, gate),
        remove_folder=RemoveFolder(log, gate),
        move_paper=MovePaper(log, gate),
    )
