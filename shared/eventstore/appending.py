"""The words of an append: what goes into one transaction, what comes out of it, and who can do it.

Pure data and one protocol, so that the event log (and the use cases above it) never meet a database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent

from shared.contracts.shapes import FeedPage, PublishedFact
from shared.eventstore.change import LogRow
from shared.eventstore.fact_lines import FactLine


@dataclass(frozen=True)
class LogLine:
    """A line of the access log to chain: `body` is the bytes to store, already sealed."""

    subject_id: UUID
    kind: str
    body: bytes


@dataclass(frozen=True)
class Idempotency:
    """Which request this is the answer to: the same (actor, key) is answered once."""

    actor: str
    key: str
    digest: str
    reply: bytes


@dataclass(frozen=True)
class Appended:
    """The positions given, in the order of what was appended; `epoch`: the feed's."""

    notification_ids: tuple[int, ...] = ()
    feed_positions: tuple[int, ...] = ()
    log_positions: tuple[int, ...] = ()
    epoch: str = field(default="", compare=False)


class AlreadyDone(Exception):  # an answer, not a mistake
    """This (actor, key) has its reply already; nothing was stored this time."""

    def __init__(self, reply: bytes, digest: str) -> None:
        super().__init__("already done")
        self.reply = reply
        self.digest = digest


class EventStore(Protocol):
    """What the event log needs of a recorder (recorder.py is the one)."""

    def append(
        self,
        events: Sequence[StoredEvent],
        *,
        recorded_at: datetime,
        facts: Sequence[FactLine] = (),
        idempotency: Idempotency | None = None,
        log: Sequence[LogLine] = (),
    ) -> Appended: ...

    def find_reply(self, actor: str, key: str) -> AlreadyDone | None: ...

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]: ...

    def newer_events(self, originator_id: UUID, after: int, limit: int) -> Sequence[StoredEvent]: ...

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]: ...

    def max_notification_id(self) -> int | None: ...

    def epoch(self) -> str: ...

    def read_facts(self, after: int, limit: int) -> FeedPage: ...

    def read_log(self, subject_id: UUID, after: int, limit: int) -> list[LogRow]: ...

    def on_append(self, callback: Callable[[], None]) -> Callable[[], None]: ...

    def on_facts(self, told: Callable[[str, Sequence[PublishedFact]], None]) -> Callable[[], None]: ...
