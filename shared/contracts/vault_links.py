"""What the vault says of links: one paper given to someone who has no account, for a while, some times."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Query, Reply
from shared.contracts.vault import TITLE_MAX, ReadTicket

LONGEST_LINK_DAYS = 31  # longer than that, it is a person to be granted a consent
OPENINGS_MAX = 20  # one paper shown to one office and its colleagues
SecretHash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
ForWhom = Annotated[str, msgspec.Meta(max_length=TITLE_MAX)]
Openings = Annotated[int, msgspec.Meta(ge=1, le=OPENINGS_MAX)]


class PaperLink(Reply, frozen=True, kw_only=True):
    """A link as its giver sees it; the secret is not in it, nobody has it but who received it."""

    id: str
    document_id: str
    title: str
    for_whom: str
    until: datetime
    openings: int
    openings_max: int
    state: Literal["live", "ended", "used_up", "withdrawn", "gone"]


class PaperLinks(Reply, frozen=True, kw_only=True):
    links: list[PaperLink]


class GivePaperLink(Command, frozen=True, kw_only=True):
    """By the holder. `secret_hash`: SHA-256, in hex, of the secret that the link's address holds."""

    REPLY: ClassVar[type[Any]] = PaperLink
    vault_id: str
    document_id: str
    secret_hash: SecretHash
    until: datetime | None = None
    openings_max: Openings = 1
    for_whom: ForWhom = ""


class WithdrawPaperLink(Command, frozen=True, kw_only=True):
    """By the holder: once acknowledged, no opening that starts later succeeds."""

    vault_id: str
    link_id: str


class ListPaperLinks(Query, frozen=True, kw_only=True):
    """By the holder: the newest first."""

    REPLY: ClassVar[type[Any]] = PaperLinks
    vault_id: str


class OpenPaperLink(Command, frozen=True, kw_only=True):
    """By anybody who has the secret. Unknown, ended, withdrawn, used up: one and the same answer."""

    REPLY: ClassVar[type[Any]] = ReadTicket
    secret_hash: SecretHash
