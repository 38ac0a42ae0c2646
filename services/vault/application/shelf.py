"""Papers as one reader knows them: neither their keys nor their files, in the folders that they may know."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from services.vault.application.folder_shown import folders_shown, place_as
from services.vault.application.gate import Gate
from services.vault.domain.consent import Wanted
from services.vault.domain.document import Document
from services.vault.domain.folders import Folders
from services.vault.domain.taking_back import why_not_back
from services.vault.domain.vault import Vault
from shared.contracts import vault as contract
from shared.contracts.vault_listing import Folder
from shared.rpc.call import Call


class Shelf:
    """One vault's papers before one reader; who they are is looked up once for all papers."""

    def __init__(self, gate: Gate, vault: Vault, folders: Folders | None, call: Call) -> None:
        self.may = gate.sieve(vault, call)
        self._folders = folders
        self._holder = call.actor.kind == "holder"
        self._back = call.actor.id if call.actor.kind == "professional" else ""
        self._now = gate.clock.now()

    def shown(self, document: Document) -> contract.Document:
        told = shown_as(document, not why_not_back(document, self._back, self._now))
        if self._folders is None or not self.may(Wanted("see", category=document.category)):
            return told
        was = self._folders.was_in(document) if self._holder else None
        return msgspec.structs.replace(
            told, folder=self._folders.place_of(document).folder, was_in=place_as(was)
        )

    def folders_of(self, shown: Collection[Document]) -> list[Folder]:
        return folders_shown(self._folders, shown, self.may)


def shown_as(document: Document, may_take_back: bool = False) -> contract.Document:
    """A paper as its readers know it: neither its key nor its file."""
    return contract.Document(
        id=document.id,
        category=document.category,
        title=document.title,
        content_type=document.content_type,
        size_bytes=document.size_bytes,
        pages=document.pages,
        deposited_at=document.deposited_at,
        deposited_by=document.depositor_name,
        location_removed=document.location_removed,
        has_preview=bool(document.preview_id),
        may_take_back=may_take_back,
    )
