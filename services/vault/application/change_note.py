"""Change a note; what it said before is kept."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.note_shown import NOTES, note_as, note_of
from services.vault.application.part import author_of, written
from shared.contracts import vault_notes as contract
from shared.eventstore.log import Change, EventLog
from shared.nir import refuse_nir
from shared.rpc.call import Call


@dataclass(frozen=True)
class ChangeNote:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.ChangeNote, call: Call) -> contract.Note:
        refuse_nir(request.text, "text")
        text = written(request.text, "text")

        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            if refused := NOTES.add_refused(self.gate, vault, call):
                return refused
            notebook, note = note_of(self.log, vault, request.note_id, call)
            if refused := NOTES.see_refused(self.gate, vault, call, note.author_id):
                return refused
            notebook.rewrite(note.id, text, author_of(call), self.gate.clock.now(), private=request.private)
            NOTES.acted(self.gate, vault, call)
            return Change(
                reply=note_as(notebook.note(note.id), call),
                sealed_for=vault.id,
                aggregates=[notebook, vault],
                log=[line(vault.id, "note_rewritten", call)],
            )

        return self.log.command(call, contract.Note, work)
