"""A note as its readers know it, and the notebook it is in."""

from __future__ import annotations

from services.vault.application.part import Part, author_of
from services.vault.domain.notebook import Note, Notebook, may_change
from services.vault.domain.vault import Vault
from shared.contracts import vault_notes as contract
from shared.eventstore.log import EventLog
from shared.problems import NotFound
from shared.rpc.call import Call

NOTES = Part("notes")


def note_as(note: Note, call: Call, *, whole: bool = False) -> contract.Note:
    """`whole`: with what it said before, the newest first."""
    before = reversed(note.versions) if whole else ()
    return contract.Note(
        id=note.id,
        text=note.text,
        private=note.private,
        written_by=note.author,
        written_at=note.written_at,
        changed_at=note.changed_at,
        versions=note.count,
        may_change=may_change(note, author_of(call)),
        earlier=[contract.NoteVersion(text=v.text, written_by=v.author, written_at=v.at) for v in before],
    )


def notebook_of(log: EventLog, vault: Vault) -> Notebook | None:
    return log.find(Notebook, Notebook.create_id(vault.id))


def note_of(log: EventLog, vault: Vault, note_id: str, call: Call) -> tuple[Notebook, Note]:
    """That note. A private one does not exist for anybody but the person."""
    notebook = notebook_of(log, vault)
    missing = NotFound("note_not_found", "Cette note n'existe pas.")
    if notebook is None:
        raise missing
    note = notebook.note(note_id)
    if note.private and call.actor.kind != "holder":
        raise missing
    return notebook, note
