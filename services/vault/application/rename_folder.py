"""Give a folder another name. By the person alone."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.folder_shown import folder_as, folders_or_new
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from shared.contracts.vault_folders import RenameFolder as Request
from shared.contracts.vault_listing import Folder
from shared.eventstore.log import Change, EventLog
from shared.nir import refuse_nir
from shared.rpc.call import Call


@dataclass(frozen=True)
class RenameFolder:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Folder:
        refuse_nir(request.label, "label")

        def work() -> Change:
            vault, now = self.gate.own_vault(call, request.vault_id), self.gate.clock.now()
            folders = folders_or_new(self.log, vault.id, now)
            before = folders.one(request.folder_id)
            folder = folders.rename(folder_id=before.id, label=request.label, now=now)
            told = line(vault.id, "folder_renamed", call, category=folder.category, title=folder.label)
            inside = len(folders.papers_in(folder.id, vault.documents.values()))
            return Change(
                reply=folder_as(folder, inside),
                sealed_for=vault.id,
                aggregates=[folders],
                log=[told] if folder != before else [],
            )

        return self.log.command(call, Folder, work)
