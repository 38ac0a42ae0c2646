"""The person's own folders, each inside one category, and where each paper was put. One aggregate a vault.

A folder is order, never a right: who may read a paper depends on its category alone (see filing.py). Only a
folder's name is personal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from services.vault.domain.document import Document
from shared.ids import named_id
from shared.problems import Conflict, InvalidInput, NotFound, Refused

FOLDERS_MAX = 60  # per vault: more than that and nobody finds anything


@dataclass(frozen=True)
class Folder:
    id: str
    category: str
    label: str


@dataclass(frozen=True)
class Place:
    """Where a paper is: its category, and a folder of it or none."""

    category: str
    folder: str = ""


class FoldersEvent(Aggregate.Event):
    """`subject_id` is the id of the vault whose key seals what is PERSONAL."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset()
    subject_id: UUID


class Begun(FoldersEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.Folders.Begun"


class FolderMade(FoldersEvent):
    TOPIC: ClassVar[str] = "vault.Folders.FolderMade"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"label"})
    folder_id: str
    category: str
    label: str

    def apply(self, folders: Folders) -> None:
        folders.folders[self.folder_id] = Folder(self.folder_id, self.category, self.label)


class FolderRenamed(FoldersEvent):
    TOPIC: ClassVar[str] = "vault.Folders.FolderRenamed"
    PERSONAL: ClassVar[frozenset[str]] = frozenset({"label"})
    folder_id: str
    label: str

    def apply(self, folders: Folders) -> None:
        folders.folders[self.folder_id] = replace(folders.folders[self.folder_id], label=self.label)


class FolderRemoved(FoldersEvent):
    TOPIC: ClassVar[str] = "vault.Folders.FolderRemoved"
    folder_id: str

    def apply(self, folders: Folders) -> None:
        folders.folders.pop(self.folder_id)


class PaperFiled(FoldersEvent):
    """A paper was put somewhere; where it was before is kept, so that it can be put back."""

    TOPIC: ClassVar[str] = "vault.Folders.PaperFiled"
    document_id: str
    category: str
    folder_id: str
    from_category: str
    from_folder_id: str

    def apply(self, folders: Folders) -> None:
        folders.places[self.document_id] = Place(self.category, self.folder_id)
        folders.before[self.document_id] = Place(self.from_category, self.from_folder_id)


class Folders(Aggregate):
    """Folders by id; `places` and `before` by document id."""

    TOPIC: ClassVar[str] = "vault.Folders"
    Event = FoldersEvent
    Created = Begun  # type: ignore[assignment]
    FolderMade = FolderMade
    FolderRenamed = FolderRenamed
    FolderRemoved = FolderRemoved
    PaperFiled = PaperFiled

    def __init__(self, subject_id: UUID) -> None:
        self.vault_id = subject_id
        self.folders: dict[str, Folder] = {}
        self.places: dict[str, Place] = {}
        self.before: dict[str, Place] = {}

    @staticmethod
    def create_id(vault_id: UUID) -> UUID:
        return named_id("folders", str(vault_id))

    @classmethod
    def begin(cls, vault_id: UUID, now: datetime) -> Folders:
        return cls._create(event_class=Begun, id=cls.create_id(vault_id), timestamp=now, subject_id=vault_id)

    def make(self, folder_id: str, category: str, label: str, now: datetime) -> Folder:
        label = self._free_label(category, label)
        if len(self.folders) >= FOLDERS_MAX:
            raise Refused("too_many_folders", f"{FOLDERS_MAX} dossiers au plus.")
        self._happen(FolderMade, now, folder_id=folder_id, category=category, label=label)
        return self.folders[folder_id]

    def rename(self, folder_id: str, label: str, now: datetime) -> Folder:
        """The name it has already changes nothing."""
        folder = self.one(folder_id)
        label = self._free_label(folder.category, label, but=folder_id)
        if label != folder.label:
            self._happen(FolderRenamed, now, folder_id=folder_id, label=label)
        return self.folders[folder_id]

    def remove(
        self, folder_id: str, papers: Collection[Document], papers_to: Place | None, now: datetime
    ) -> Folder:
        """Once its papers were put in `papers_to`, of the same category; without it, only an empty one."""
        folder = self.one(folder_id)
        inside = self.papers_in(folder_id, papers)
        if inside and papers_to is None:
            raise Refused("folder_not_empty", "Dites d'abord où vont les papiers de ce dossier.")
        if papers_to is not None and (papers_to.category, papers_to.folder == folder_id) != (
            folder.category,
            False,
        ):
            raise _elsewhere()
        for document in inside:
            self.file(document, papers_to or Place(folder.category), now)
        self._happen(FolderRemoved, now, folder_id=folder_id)
        return folder

    def file(self, document: Document, to: Place, now: datetime) -> None:
        """Note where the paper is put; where it is already changes nothing. `document` as before the move."""
        if to.folder and self.one(to.folder).category != to.category:
            raise _elsewhere()
        was = self.place_of(document)
        if was == to:
            return
        self._happen(
            PaperFiled,
            now,
            document_id=document.id,
            category=to.category,
            folder_id=to.folder,
            from_category=was.category,
            from_folder_id=was.folder,
        )

    def place_of(self, document: Document) -> Place:
        """The paper's own category always, and its folder while that one exists in it."""
        return self._standing(self.places.get(document.id), document.category)

    def was_in(self, document: Document) -> Place | None:
        """Where it was before it was last put somewhere, if that is somewhere else."""
        before = self.before.get(document.id)
        was = self._standing(before, before.category) if before else None
        return was if was != self.place_of(document) else None

    def papers_in(self, folder_id: str, papers: Collection[Document]) -> list[Document]:
        return [document for document in papers if self.place_of(document).folder == folder_id]

    def one(self, folder_id: str) -> Folder:
        if folder_id not in self.folders:
            raise NotFound("folder_not_found", "Ce dossier n'existe pas.")
        return self.folders[folder_id]

    def _standing(self, place: Place | None, category: str) -> Place:
        folder = self.folders.get(place.folder) if place else None
        return Place(category, folder.id if folder and folder.category == category else "")

    def _free_label(self, category: str, label: str, but: str = "") -> str:
        """The name, trimmed. Raises InvalidInput when it is none, Conflict when it is taken."""
        label = " ".join(label.split())
        if not label:
            raise InvalidInput("folder_unnamed", "Donnez un nom à ce dossier.", field="label")
        for folder in self.folders.values():
            if (folder.category, _same(folder.label)) == (category, _same(label)) and folder.id != but:
                raise Conflict("folder_exists", "Un dossier porte déjà ce nom.", field="label")
        return label

    def _happen(self, event: type[FoldersEvent], now: datetime, **fields: Any) -> None:
        self.trigger_event(event, timestamp=now, subject_id=self.vault_id, **fields)


def _elsewhere() -> Refused:
    return Refused("folder_of_another_category", "Ce dossier est dans une autre catégorie.")


def _same(label: str) -> str:
    return unicodedata.normalize("NFKC", label).casefold()
