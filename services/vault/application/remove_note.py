"""The person removes a note from their notebook; nobody else does."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.note_shown import note_of
from shared.contracts.shapes import Done
from shared.contracts.vault_notes import RemoveNote as Request
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class RemoveNote:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            notebook, note = note_of(self.log, vault, request.note_id, call)
            notebook.remove(note.id, self.gate.clock.now())
            told = line(vault.id, "note_removed", call)
            return Change(reply=Done(id=note.id), aggregates=[notebook], log=[told])

        return self.log.command(call, Done, work)
