"""What is said of a vault's end: the order, and the report of what was really erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Literal

from shared.contracts.shapes import Query, Reply

ErasureReason = Literal[
    "holder", "court_order", "death", "opened_by_mistake", "other", "unclaimed", "unknown"
]


class ErasureReport(Reply, frozen=True, kw_only=True):
    """What is erased, when, what remains, until when a backup could bring it back; no more than is true.

    `key_destroyed_at`: from then on no sealed value can be read. `completed_at`: files, read models and what
    was waiting are gone too; None while that is still under way. `files` is how many were deleted. What
    remains: `log_lines` lines of the access log as hashes, and ids, codes and dates of `events` events.
    `revivable_until`: no backup of the key store made before the erasure is kept longer. `account_gone`: that
    account, cards, sessions and cards to print are gone too, as seen by the gateway that shows the report.
    """

    vault_id: str
    by: Literal["holder", "operator", "rule", "unknown"]
    reason: ErasureReason
    key_destroyed_at: datetime
    completed_at: datetime | None = None
    files: int = 0
    log_lines: int = 0
    events: int = 0
    revivable_until: datetime
    account_gone: bool | None = None


class GetErasure(Query, frozen=True, kw_only=True):
    """The report of one's own erased vault (its holder, or an operator)."""

    REPLY: ClassVar[type[Any]] = ErasureReport
    vault_id: str
