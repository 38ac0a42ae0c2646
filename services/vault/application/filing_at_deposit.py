"""A folder said at the moment of deposit: may it be said, and the paper put there in the same transaction.

The paper matters more than its place: a folder that went, or that its depositor may no longer know of, before
the end leaves the paper in its category, outside of any folder.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.vault.application.folder_shown import folders_of
from services.vault.domain.consent import Wanted
from services.vault.domain.document import Document
from services.vault.domain.folders import Folders, Place
from shared.eventstore.log import EventLog
from shared.problems import NotFound, Refused


def knowing(category: str) -> Wanted:
    """What whoever names a folder must be allowed: who sees a category whole knows its folders."""
    return Wanted("see", category=category)


def refuse_unless_in(log: EventLog, vault_id: UUID, category: str, folder: str) -> None:
    """Raises NotFound `folder_not_found`, Refused `folder_of_another_category`; no folder is no matter."""
    if not folder:
        return
    folders = folders_of(log, vault_id)
    if folders is None:
        raise NotFound("folder_not_found", "Ce dossier n'existe pas.")
    if folders.one(folder).category != category:
        raise Refused("folder_of_another_category", "Ce dossier est dans une autre catégorie.")


def filed(log: EventLog, vault_id: UUID, document: Document, folder: str, now: datetime) -> Folders | None:
    """The folders with the paper in that one; None where it stays in its category."""
    folders = folders_of(log, vault_id) if folder else None
    known = folders.folders.get(folder) if folders else None
    if folders is None or known is None or known.category != document.category:
        return None
    folders.file(document, Place(document.category, folder), now)
    return folders
