"""The notes that the actor may see, the newest first."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import note_once_a_day
from services.vault.application.note_shown import NOTES, note_as, notebook_of
from shared.contracts import vault_notes as contract
from shared.eventstore.log import EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class ListNotes:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.ListNotes, call: Call) -> contract.Notes:
        vault = self.gate.vault(call, request.vault_id)
        if (refused := NOTES.unreached(self.gate, vault, call)) is not None:
            change = refused
            return self.log.command(call, contract.Notes, lambda: change)
        note_once_a_day(self.log, call, vault.id, "notes_listed", self.gate.clock.now())
        notebook = notebook_of(self.log, vault)
        may, own = self.gate.sieve(vault, call), call.actor.kind == "holder"
        shown = [
            note
            for note in (notebook.notes.values() if notebook else ())
            if (own or not note.private) and may(NOTES.seen(note.author_id))
        ]
        shown.sort(key=lambda note: note.changed_at, reverse=True)
        return contract.Notes(notes=[note_as(note, call) for note in shown])
