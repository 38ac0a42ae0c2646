"""One note, with what it said before: a read, in the log each time."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line, without_key
from services.vault.application.note_shown import NOTES, note_as, note_of
from shared.contracts import vault_notes as contract
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class ReadNote:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.ReadNote, call: Call) -> contract.Note:
        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            if refused := NOTES.unreached(self.gate, vault, call):
                return refused
            _, note = note_of(self.log, vault, request.note_id, call)
            if refused := NOTES.see_refused(self.gate, vault, call, note.author_id):
                return refused
            return Change(reply=note_as(note, call, whole=True), log=[line(vault.id, "note_seen", call)])

        return self.log.command(without_key(call), contract.Note, work)
