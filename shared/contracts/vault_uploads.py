"""A paper sent in several goes: begun with its size and hash, added to from an offset, a paper at the end.

Begun again with the same file, category and title, it is the same upload, which goes on.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar

import msgspec

from shared.contracts.shapes import Command, Query, Reply
from shared.contracts.vault import DepositTicket, Document, Title
from shared.contracts.vault_terms import Category

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-fA-F]{64}$", description="Of the whole file, in hex")]
Size = Annotated[int, msgspec.Meta(ge=1, description="Bytes of the whole file")]


class UploadTicket(Reply, frozen=True, kw_only=True):
    """Where and with which key the gateway keeps the pieces. `kept`: the paper that it has become."""

    id: str
    size_bytes: int
    sha256: str
    data_key: str
    associated_data: str
    expires_at: datetime
    kept: Document | None = None


class BeginUpload(Command, frozen=True, kw_only=True):
    """Decides the right to add and the room; nothing exists until `EndUpload` and the deposit after it."""

    REPLY: ClassVar[type[Any]] = UploadTicket
    vault_id: str
    category: Category
    title: Title
    size_bytes: Size
    sha256: Sha256
    folder: Annotated[str, msgspec.Meta(max_length=64)] = ""


class FindUpload(Query, frozen=True, kw_only=True):
    """One's own upload; the right to add is decided again."""

    REPLY: ClassVar[type[Any]] = UploadTicket
    vault_id: str
    upload_id: str


class EndedUpload(Reply, frozen=True, kw_only=True):
    """The upload, and the ticket under which its bytes are to be deposited, unless it is a paper already."""

    upload: UploadTicket
    ticket: DepositTicket | None = None


class EndUpload(Command, frozen=True, kw_only=True):
    """All bytes are there. May be asked again after whatever crash: an upload makes one paper."""

    REPLY: ClassVar[type[Any]] = EndedUpload
    vault_id: str
    upload_id: str


class DropUpload(Command, frozen=True, kw_only=True):
    """By who began it: its bytes are deleted. A paper that it has become stays."""

    vault_id: str
    upload_id: str
