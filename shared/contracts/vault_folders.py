"""The person's folders, and moving a paper: into one, out of it, to another category."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import msgspec

from shared.contracts.shapes import Command, Reply
from shared.contracts.vault_listing import Document, Folder
from shared.contracts.vault_terms import Category

LABEL_MAX = 60  # characters; what a tile shows on a phone
Label = Annotated[str, msgspec.Meta(min_length=1, max_length=LABEL_MAX)]
FolderId = Annotated[
    str, msgspec.Meta(max_length=64, description="Id of a folder of that category, or empty")
]


class MakeFolder(Command, frozen=True, kw_only=True):
    """By the holder: a folder inside one category."""

    REPLY: ClassVar[type[Any]] = Folder
    vault_id: str
    category: Category
    label: Label


class RenameFolder(Command, frozen=True, kw_only=True):
    """By the holder."""

    REPLY: ClassVar[type[Any]] = Folder
    vault_id: str
    folder_id: str
    label: Label


class RemovedFolder(Reply, frozen=True, kw_only=True):
    """`papers`: how many were moved out of it first."""

    id: str
    papers: int = 0


class RemoveFolder(Command, frozen=True, kw_only=True):
    """By the holder. `papers_to`: where its papers go, another folder of the same category, or empty for none
    (they stay in the category); when it is not said, only an empty folder is removed.
    """

    REPLY: ClassVar[type[Any]] = RemovedFolder
    vault_id: str
    folder_id: str
    papers_to: FolderId | None = None


class MovePaper(Command, frozen=True, kw_only=True):
    """The holder moves any paper anywhere. Whoever may see and add in its category puts it into a folder of
    it; another category changes who may read: besides the holder, only its depositor, within 24 hours and
    while the holder has not seen it, who may add in both.
    """

    REPLY: ClassVar[type[Any]] = Document
    vault_id: str
    document_id: str
    category: Category
    folder: FolderId = ""
