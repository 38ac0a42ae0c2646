"""Remove a folder: an empty one, or once it is said where its papers go. No paper is ever removed with it."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.folder_shown import folders_or_new
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.domain.folders import Place
from shared.contracts.vault_folders import RemovedFolder
from shared.contracts.vault_folders import RemoveFolder as Request
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class RemoveFolder:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> RemovedFolder:
        def work() -> Change:
            vault, now = self.gate.own_vault(call, request.vault_id), self.gate.clock.now()
            folders, papers = folders_or_new(self.log, vault.id, now), vault.documents.values()
            category = folders.one(request.folder_id).category
            inside = len(folders.papers_in(request.folder_id, papers))
            to = None if request.papers_to is None else Place(category, request.papers_to)
            gone = folders.remove(request.folder_id, papers, to, now)
            told = line(vault.id, "folder_removed", call, category=category, title=gone.label)
            reply = RemovedFolder(id=gone.id, papers=inside)
            return Change(reply=reply, aggregates=[folders], log=[told])

        return self.log.command(call, RemovedFolder, work)
