"""The notes of a vault. The person owns them all: nobody else removes one, and private ones are theirs alone.

One notebook a vault, so that how many notes there are is decided here and not on a view that may lag. Each
event carries `subject_id`, the vault's id, whose key seals what is PERSONAL.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from services.vault.domain.author import Author
from shared.ids import named_id
from shared.problems import NotAllowed, NotFound, Refused

NOTES_MAX = 200  # per vault: what a person can still leaf through; bounds the aggregate
VERSIONS_MAX = 20  # earlier texts shown of one note; older ones stay in the log, sealed


@dataclass(frozen=True)
class Version:
    text: str
    author: str
    at: datetime


@dataclass(frozen=True)
class Note:
    """`versions`: what it said before, the oldest first; `count`: how many texts it has had."""

    id: str
    text: str
    private: bool
    author_id: str
    author: str
    written_at: datetime
    changed_by: str
    changed_at: datetime
    versions: tuple[Version, ...] = ()
    count: int = 1

    def changed(self, text: str, private: bool, by: str, at: datetime) -> Note:
        kept = self
        if text != self.text:
            before = Version(self.text, self.changed_by, self.changed_at)
            kept = replace(self, versions=(*self.versions, before)[-VERSIONS_MAX:], count=self.count + 1)
        return replace(kept, text=text, private=private, changed_by=by, changed_at=at)


class NotebookEvent(Aggregate.Event):
    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    subject_id: UUID


class Begun(NotebookEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.Notebook.Begun"


class NoteAdded(NotebookEvent):
    TOPIC: ClassVar[str] = "vault.Notebook.NoteAdded"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"text", "author"})
    note_id: str
    text: str
    private: bool
    author_id: str
    author: str

    def apply(self, notebook: Notebook) -> None:
        at = self.timestamp
        notebook.notes[self.note_id] = Note(
            self.note_id, self.text, self.private, self.author_id, self.author, at, self.author, at
        )


class NoteRewritten(NotebookEvent):
    TOPIC: ClassVar[str] = "vault.Notebook.NoteRewritten"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"text", "author"})
    note_id: str
    text: str
    private: bool
    author: str

    def apply(self, notebook: Notebook) -> None:
        note = notebook.notes[self.note_id]
        notebook.notes[self.note_id] = note.changed(self.text, self.private, self.author, self.timestamp)


class NoteRemoved(NotebookEvent):
    TOPIC: ClassVar[str] = "vault.Notebook.NoteRemoved"
    note_id: str

    def apply(self, notebook: Notebook) -> None:
        del notebook.notes[self.note_id]


class Notebook(Aggregate):
    """Begun with its first note; removing the last one leaves it empty."""

    TOPIC: ClassVar[str] = "vault.Notebook"
    Event = NotebookEvent
    Created = Begun  # type: ignore[assignment]
    NoteAdded = NoteAdded
    NoteRewritten = NoteRewritten
    NoteRemoved = NoteRemoved

    def __init__(self, subject_id: UUID) -> None:
        self.vault_id = subject_id
        self.notes: dict[str, Note] = {}

    @staticmethod
    def create_id(vault_id: UUID) -> UUID:
        """A vault has one notebook."""
        return named_id("notebook", str(vault_id))

    @classmethod
    def begin(cls, vault_id: UUID, now: datetime) -> Notebook:
        notebook_id = cls.create_id(vault_id)
        return cls._create(event_class=Begun, id=notebook_id, timestamp=now, subject_id=vault_id)

    def note(self, note_id: str) -> Note:
        """Raises NotFound."""
        if note_id not in self.notes:
            raise NotFound("note_not_found", "Cette note n'existe pas.")
        return self.notes[note_id]

    def add(self, note_id: str, text: str, author: Author, now: datetime, *, private: bool = False) -> None:
        if len(self.notes) >= NOTES_MAX:
            raise Refused("notes_full", "Il y a déjà beaucoup de notes : retirez-en une d'abord.")
        if private and not author.is_holder:
            raise _only_the_persons()
        self.trigger_event(
            NoteAdded,
            timestamp=now,
            subject_id=self.vault_id,
            note_id=note_id,
            text=text,
            private=private,
            author_id=author.id,
            author=author.name,
        )

    def rewrite(
        self, note_id: str, text: str, author: Author, now: datetime, *, private: bool = False
    ) -> None:
        """The same text again changes nothing. Raises NotAllowed for who neither wrote it nor owns it."""
        note = self.note(note_id)
        if not may_change(note, author):
            raise NotAllowed("note_not_yours", "Seule la personne qui l'a écrite peut changer cette note.")
        if private and not (author.is_holder and note.author_id == author.id):
            raise _only_the_persons()
        if (text, private) != (note.text, note.private):
            self.trigger_event(
                NoteRewritten,
                timestamp=now,
                subject_id=self.vault_id,
                note_id=note_id,
                text=text,
                private=private,
                author=author.name,
            )

    def remove(self, note_id: str, now: datetime) -> None:
        self.note(note_id)
        self.trigger_event(NoteRemoved, timestamp=now, subject_id=self.vault_id, note_id=note_id)


def may_change(note: Note, author: Author) -> bool:
    """The person may change every note, a professional their own."""
    return author.is_holder or note.author_id == author.id


def _only_the_persons() -> Refused:
    return Refused(
        "note_not_private", "Seules les notes de la personne peuvent être privées.", field="private"
    )
