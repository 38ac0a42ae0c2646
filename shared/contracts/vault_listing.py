"""Papers as their readers know them, and how much room the vault has left."""

from __future__ import annotations

from datetime import datetime

from shared.contracts.shapes import Reply


class Place(Reply, frozen=True, kw_only=True):
    """Where a paper is or was: a category, and the id of a folder of it or nothing."""

    category: str
    folder: str = ""


class Document(Reply, frozen=True, kw_only=True):
    """A paper. `folder`: the id of the folder it is in, told to who may see its whole category; else empty.
    `was_in`: where it was before it was last moved, told to the holder.
    """

    id: str
    category: str
    title: str
    content_type: str
    size_bytes: int
    pages: int
    deposited_at: datetime
    deposited_by: str
    location_removed: bool = False
    has_preview: bool = False
    may_take_back: bool = False
    folder: str = ""
    was_in: Place | None = None


class Room(Reply, frozen=True, kw_only=True):
    """What the vault holds, and the most it may hold."""

    documents: int
    documents_max: int
    size_bytes: int
    size_bytes_max: int


class Folder(Reply, frozen=True, kw_only=True):
    """A folder of the holder's, within one category, told to who may see that category; `papers`: how many
    of those one may see are in it.
    """

    id: str
    category: str
    label: str
    papers: int = 0


class Documents(Reply, frozen=True, kw_only=True):
    """What the actor may see. `room` is the holder's; `scanned`: an antivirus looks at what comes in."""

    documents: list[Document]
    room: Room | None = None
    folders: list[Folder] = []
    scanned: bool = False
