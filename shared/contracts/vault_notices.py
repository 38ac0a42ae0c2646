"""What the vault tells its holder unasked: unusual access, found in the log by rules (feature V11)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Done, Query, Reply

NoticeRule = Literal[
    "first_read",
    "other_service",
    "night",
    "refusals",
    "many_papers",
    "emergency",
    "recovery",
    "recovery_often",
]


class Notice(Reply, frozen=True, kw_only=True):
    """Something unusual, not yet said to be fine. `consents`: those under which they read, to be stopped."""

    id: str
    rule: NoticeRule
    at: datetime
    actor: str = ""
    organisation: str = ""
    consents: list[str] = []


class Notices(Reply, frozen=True, kw_only=True):
    notices: list[Notice]


class ListNotices(Query, frozen=True, kw_only=True):
    """By the holder. `zone`: the IANA zone in which a night is a night."""

    REPLY: ClassVar[type[Any]] = Notices
    vault_id: str
    zone: Annotated[str, msgspec.Meta(max_length=64)] = "Europe/Paris"


class SettleNotice(Command, frozen=True, kw_only=True):
    """By the holder: this is fine, tell me no more of it. The log keeps that it was said."""

    REPLY: ClassVar[type[Any]] = Done
    vault_id: str
    notice_id: Annotated[str, msgspec.Meta(min_length=3, max_length=64)]
