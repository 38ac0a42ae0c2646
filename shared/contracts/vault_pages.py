"""Several photographs on their way to one paper: a draft, its pages, how they are turned, cut and ordered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Query, Reply
from shared.contracts.vault import DepositTicket, Document, ReadTicket

PAGES_MAX = 20
CUT_MAX_PERCENT = 45  # of each side: something is left whatever is cut
Turn = Literal[0, 90, 180, 270]
Percent = Annotated[int, msgspec.Meta(ge=0, le=CUT_MAX_PERCENT)]


class PageShape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a page is to be shown: turned clockwise by so many degrees, then cut by so many percent a side."""

    id: Annotated[str, msgspec.Meta(max_length=64)]
    turn: Turn = 0
    top: Percent = 0
    right: Percent = 0
    bottom: Percent = 0
    left: Percent = 0


class DraftPage(Reply, frozen=True, kw_only=True):
    """`width` and `height`: of its preview, in pixels. `aside`: the original is kept, the paper is without
    it.
    """

    shape: PageShape
    content_type: str
    size_bytes: int
    width: int = 0
    height: int = 0
    aside: bool = False


class Draft(Reply, frozen=True, kw_only=True):
    """Pages in their order, then those set aside. Nothing is a paper until it is bound and deposited.

    `expires_at`: when the draft is thrown away. `expires_on`: the day said of the paper to be, if any.
    """

    id: str
    category: str
    title: str
    pages: list[DraftPage]
    expires_at: datetime
    expires_on: str = ""


class Drafts(Reply, frozen=True, kw_only=True):
    drafts: list[Draft]


class AddPage(Command, frozen=True, kw_only=True):
    """The staged bytes (under the deposit's or the draft's ticket) are a page; the first one makes the
    draft, and says of it when the paper ends.
    """

    REPLY: ClassVar[type[Any]] = Draft
    vault_id: str
    draft_id: str
    staged_name: str
    sha256: Annotated[str, msgspec.Meta(min_length=64, max_length=64)]
    expires_on: Annotated[str, msgspec.Meta(max_length=10)] = ""


class BeginPage(Command, frozen=True, kw_only=True):
    """Asks where to stage one more page of a draft."""

    REPLY: ClassVar[type[Any]] = DepositTicket
    vault_id: str
    draft_id: str


class ListDrafts(Query, frozen=True, kw_only=True):
    """The actor's own drafts in this vault, the newest last."""

    REPLY: ClassVar[type[Any]] = Drafts
    vault_id: str


class ArrangePages(Command, frozen=True, kw_only=True):
    """The pages wanted, in their order; those not named are set aside. May be said again and again."""

    REPLY: ClassVar[type[Any]] = Draft
    vault_id: str
    draft_id: str
    pages: Annotated[list[PageShape], msgspec.Meta(min_length=1, max_length=PAGES_MAX)]


class OpenPage(Query, frozen=True, kw_only=True):
    """A ticket for the preview of one's own page; `blob` is the name of a staged file."""

    REPLY: ClassVar[type[Any]] = ReadTicket
    vault_id: str
    draft_id: str
    page_id: str


class BoundPages(Reply, frozen=True, kw_only=True):
    """One PDF, staged: what `DepositDocument` asks for; or `kept`, the paper these pages are already.

    `expires_on`: the day to note of the paper, if one was said.
    """

    document_id: str
    staged_name: str = ""
    size_bytes: int = 0
    sha256: str = ""
    kept: Document | None = None
    expires_on: str = ""


class BindPages(Command, frozen=True, kw_only=True):
    """Make one PDF of the pages as arranged. The draft stays until it is dropped."""

    REPLY: ClassVar[type[Any]] = BoundPages
    vault_id: str
    draft_id: str


class DropDraft(Command, frozen=True, kw_only=True):
    """Forget a draft and its pages; harmless when it is gone."""

    vault_id: str
    draft_id: str
