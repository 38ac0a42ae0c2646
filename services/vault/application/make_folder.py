"""Make a folder inside a category. By the person alone: its name is theirs."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.folder_shown import folder_as, folders_or_new
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from shared.contracts.vault_folders import MakeFolder as Request
from shared.contracts.vault_listing import Folder
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.rpc.call import Call


@dataclass(frozen=True)
class MakeFolder:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Folder:
        refuse_nir(request.label, "label")

        def work() -> Change:
            vault, now = self.gate.own_vault(call, request.vault_id), self.gate.clock.now()
            folders = folders_or_new(self.log, vault.id, now)
            made = folders.make(str(new_id()), request.category, request.label, now)
            told = line(vault.id, "folder_made", call, category=made.category, title=made.label)
            return Change(reply=folder_as(made, 0), sealed_for=vault.id, aggregates=[folders], log=[told])

        return self.log.command(call, Folder, work)
