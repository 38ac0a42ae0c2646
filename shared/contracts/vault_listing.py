"""Papers as their readers know them, and how much room the vault has left."""

from __future__ import annotations

from datetime import datetime

from shared.contracts.shapes import Reply


class Document(Reply, frozen=True, kw_only=True):
    """A paper; `folder` is the id of the folder it is in, told to the holder only, empty without one."""

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


class Room(Reply, frozen=True, kw_only=True):
    """What the vault holds, and the most it may hold."""

    documents: int
    documents_max: int
    size_bytes: int
    size_bytes_max: int


class Folder(Reply, frozen=True, kw_only=True):
    """A folder of the holder's, within one category."""

    id: str
    category: str
    label: str


class Documents(Reply, frozen=True, kw_only=True):
    """What the actor may see. `room` and `folders` are the holder's; `scanned`: an antivirus looks at what
    comes in.
    """

    documents: list[Document]
    room: Room | None = None
    folders: list[Folder] = []
    scanned: bool = False
