"""What the vault says of notes: written by the person or by who accompanies them, each version kept."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar

import msgspec

from shared.contracts.shapes import Command, Reply

NOTE_MAX_CHARS = 2_000  # a page of handwriting; what is longer is a document
NoteText = Annotated[str, msgspec.Meta(min_length=1, max_length=NOTE_MAX_CHARS)]


class NoteVersion(Reply, frozen=True, kw_only=True):
    """What a note said, who wrote it so (empty: the person), and when."""

    text: str
    written_by: str
    written_at: datetime


class Note(Reply, frozen=True, kw_only=True):
    """`private`: the person alone sees it. `may_change`: the actor wrote it, or is the person. `versions`:
    how many there have been; `earlier` is filled by `ReadNote` only, the newest first."""

    id: str
    text: str
    private: bool
    written_by: str
    written_at: datetime
    changed_at: datetime
    versions: int
    may_change: bool
    earlier: list[NoteVersion] = []


class Notes(Reply, frozen=True, kw_only=True):
    notes: list[Note]


class AddNote(Command, frozen=True, kw_only=True):
    """By the person, or under a consent to add to `notes`. Only the person's own notes may be private."""

    REPLY: ClassVar[type[Any]] = Note
    vault_id: str
    text: NoteText
    private: bool = False


class ChangeNote(Command, frozen=True, kw_only=True):
    """By the person, or by who wrote it; what it said before stays readable."""

    REPLY: ClassVar[type[Any]] = Note
    vault_id: str
    note_id: str
    text: NoteText
    private: bool = False


class RemoveNote(Command, frozen=True, kw_only=True):
    """By the person alone."""

    vault_id: str
    note_id: str


class ListNotes(Command, frozen=True, kw_only=True):
    """The notes that the actor may see. A list is one log entry per person, reader and day."""

    REPLY: ClassVar[type[Any]] = Notes
    vault_id: str


class ReadNote(Command, frozen=True, kw_only=True):
    """One note with what it said before; logged each time."""

    REPLY: ClassVar[type[Any]] = Note
    vault_id: str
    note_id: str
