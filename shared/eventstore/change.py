"""What a use case gives the event log to store, and what it reads back from the access log.

Pure data: use cases import it without meeting a database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from shared.contracts.shapes import Fact
from shared.problems import Problem


@dataclass(frozen=True)
class LogEntry:
    """A line to add to the access log of `subject_id` (a vault). `kind` is a code in clear; `body` (JSON
    values, display names and titles welcome) is sealed with the subject's key."""

    subject_id: UUID
    kind: str
    body: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LogRow:
    """A line of the access log as it stands. `number` is gapless per subject from 1; `body` is None once
    erased; `stored_body`, `previous_hash` and `hash` are the bytes that the chain covers (see chain.py);
    `salt` is what the stored body's commitment to the words was made with (see log_body.py)."""

    subject_id: UUID
    number: int
    recorded_at: datetime
    kind: str
    body: dict[str, Any] | None
    stored_body: bytes
    previous_hash: bytes
    hash: bytes
    salt: bytes = b""


@dataclass(frozen=True)
class Change:
    """What a command changed: everything in it is stored in one transaction, or nothing is.

    `reply` is stored beside the idempotency key, so it holds ids and codes, or names in `sealed_for` the
    subject whose key seals it. `facts` are added to those translated from the aggregates' new events. With
    `refusal`, the rest is stored without a reply and then the refusal is raised.
    """

    reply: Any = None
    aggregates: Sequence[Aggregate] = ()
    facts: Sequence[Fact] = ()
    log: Sequence[LogEntry] = ()
    refusal: Problem | None = None
    sealed_for: UUID | None = None
