"""Write a note in a vault."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.note_shown import NOTES, note_as, notebook_of
from services.vault.application.part import author_of, written
from services.vault.domain.notebook import Notebook
from shared.contracts import vault_notes as contract
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.rpc.call import Call


@dataclass(frozen=True)
class AddNote:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.AddNote, call: Call) -> contract.Note:
        refuse_nir(request.text, "text")
        text = written(request.text, "text")

        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            if refused := NOTES.add_refused(self.gate, vault, call):
                return refused
            now, note_id = self.gate.clock.now(), str(new_id())
            notebook = notebook_of(self.log, vault) or Notebook.begin(vault.id, now)
            notebook.add(note_id, text, author_of(call), now, private=request.private)
            NOTES.acted(self.gate, vault, call)
            return Change(
                reply=note_as(notebook.note(note_id), call),
                sealed_for=vault.id,
                aggregates=[notebook, vault],
                log=[line(vault.id, "note_added", call)],
            )

        return self.log.command(call, contract.Note, work)
