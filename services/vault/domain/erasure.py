"""The end of a vault as a thing of its own: ordered by whom and why, done when, and what was really deleted.

Nothing of it is personal, hence nothing is sealed: it has to be read once the person's key is destroyed.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from shared.ids import named_id


class ErasureEvent(Aggregate.Event):
    """Ids, codes, counts and instants only."""


class Ordered(ErasureEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.Erasure.Ordered"
    vault_id: UUID
    by: str
    reason: str
    reference: str
    revivable_until: datetime


class Completed(ErasureEvent):
    """Files, views and what waited are gone too; `files` were deleted, `log_lines` stay as hashes."""

    TOPIC: ClassVar[str] = "vault.Erasure.Completed"
    files: int
    log_lines: int

    def apply(self, erasure: Erasure) -> None:
        erasure.completed_at = self.timestamp
        erasure.files, erasure.log_lines = self.files, self.log_lines


class Erasure(Aggregate):
    """Ordered once; completed once."""

    TOPIC: ClassVar[str] = "vault.Erasure"
    Event = ErasureEvent
    Created = Ordered  # type: ignore[assignment]
    Completed = Completed

    def __init__(
        self, vault_id: UUID, by: str, reason: str, reference: str, revivable_until: datetime
    ) -> None:
        self.vault_id = vault_id
        self.by = by
        self.reason = reason
        self.reference = reference
        self.revivable_until = revivable_until
        self.completed_at: datetime | None = None
        self.files = self.log_lines = 0

    @staticmethod
    def id_of(vault_id: UUID) -> UUID:
        return UUID(str(named_id("vault", "erasure", str(vault_id))))

    @classmethod
    def order(
        cls, vault_id: UUID, *, by: str, reason: str, reference: str, at: datetime, revivable_until: datetime
    ) -> Erasure:
        """`at`: when the key was destroyed. `revivable_until`: until then a backup of keys may be kept."""
        return cls._create(
            event_class=Ordered,
            id=cls.id_of(vault_id),
            timestamp=at,
            vault_id=vault_id,
            by=by,
            reason=reason,
            reference=reference,
            revivable_until=revivable_until,
        )

    def complete(self, *, files: int, log_lines: int, now: datetime) -> None:
        if self.completed_at is None:
            self.trigger_event(Completed, timestamp=now, files=files, log_lines=log_lines)
