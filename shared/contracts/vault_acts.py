"""What the vault says of acts: what was agreed at an opening, printed to be signed, verified by its hash."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime
from typing import Annotated, Any, ClassVar

import msgspec

from shared.contracts.shapes import Command, Query, Reply

ACT_MAX_CHARS = 20_000  # fifty consents at their longest are shorter


class Act(Reply, frozen=True, kw_only=True):
    """`text`: the whole act, plain French; `sha256`: of its words (see `act_digest`)."""

    id: str
    text: str
    sha256: str
    drawn_up_at: datetime
    drawn_up_by: str


class Acts(Reply, frozen=True, kw_only=True):
    acts: list[Act]


class DrawUpAct(Command, frozen=True, kw_only=True):
    """By the holder, or a professional whom a live consent reaches: what is agreed at this instant."""

    REPLY: ClassVar[type[Any]] = Act
    vault_id: str
    zone: Annotated[str, msgspec.Meta(max_length=64)] = "Europe/Paris"


class ListActs(Query, frozen=True, kw_only=True):
    """All of them for the holder, those they drew up for a professional; the newest first."""

    REPLY: ClassVar[type[Any]] = Acts
    vault_id: str


class ActVerdict(Reply, frozen=True, kw_only=True):
    """Whether an act of that hash was drawn up here, and when; nothing else is told."""

    known: bool
    drawn_up_at: datetime | None = None


class VerifyAct(Query, frozen=True, kw_only=True):
    """By anybody who has an act in hand."""

    REPLY: ClassVar[type[Any]] = ActVerdict
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


def act_digest(text: str) -> str:
    """SHA-256, in hex, of the act's words one space apart (NFC): how the lines are cut does not matter."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(words.encode()).hexdigest()
