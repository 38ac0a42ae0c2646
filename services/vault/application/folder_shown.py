"""Folders as their readers know them, and where a vault's folders are kept."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from services.vault.domain.consent import Wanted
from services.vault.domain.document import Document
from services.vault.domain.folders import Folder, Folders, Place
from shared.contracts import vault_listing as contract
from shared.eventstore.log import EventLog


def folders_of(log: EventLog, vault_id: UUID) -> Folders | None:
    return log.find(Folders, Folders.create_id(vault_id))


def folders_or_new(log: EventLog, vault_id: UUID, now: datetime) -> Folders:
    return folders_of(log, vault_id) or Folders.begin(vault_id, now)


def folders_shown(
    folders: Folders | None, shown: Collection[Document], may: Callable[[Wanted], bool]
) -> list[contract.Folder]:
    """Those inside a category that the reader may see whole, by name; a single shared paper tells none."""
    if folders is None:
        return []
    told = [folder for folder in folders.folders.values() if may(Wanted("see", category=folder.category))]
    return sorted(
        (folder_as(folder, len(folders.papers_in(folder.id, shown))) for folder in told),
        key=lambda folder: (folder.category, folder.label.casefold()),
    )


def folder_as(folder: Folder, papers: int) -> contract.Folder:
    return contract.Folder(id=folder.id, category=folder.category, label=folder.label, papers=papers)


def place_as(place: Place | None) -> contract.Place | None:
    return contract.Place(category=place.category, folder=place.folder) if place else None


def label_of(folders: Folders | None, document: Document) -> str:
    """The name of the folder that the paper is in, empty without one."""
    folder = folders.place_of(document).folder if folders else ""
    return folders.one(folder).label if folders and folder else ""


def folders_taken(folders: Folders | None) -> list[dict[str, Any]]:
    """What an export says of them, empty ones too."""
    return [
        {"id": folder.id, "category": folder.category, "label": folder.label}
        for folder in (folders.folders.values() if folders else ())
    ]
