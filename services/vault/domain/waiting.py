"""A vault prepared for someone who was not there: claimed by them in time, or over by the clock.

One aggregate per prepared vault, found from the vault's id alone; a vault opened together has none.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from shared.contracts.vault_waiting import WAITING_DAYS, Manner
from shared.ids import named_id
from shared.problems import Refused


class WaitingEvent(Aggregate.Event):
    """Ids, codes and instants only: nothing to seal."""

    subject_id: UUID


class Prepared(WaitingEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.Waiting.Prepared"
    manner: Manner
    until: datetime
    opener: str  # empty in what was stored before 2026-11-26


class Claimed(WaitingEvent):
    """The person came, chose their secret, and has the vault for good."""

    TOPIC: ClassVar[str] = "vault.Waiting.Claimed"

    def apply(self, waiting: Waiting) -> None:
        waiting.claimed_at = self.timestamp


class Waiting(Aggregate):
    """Prepared once, claimed once."""

    TOPIC: ClassVar[str] = "vault.Waiting"
    Event = WaitingEvent
    Created = Prepared  # type: ignore[assignment]
    Claimed = Claimed

    def __init__(self, subject_id: UUID, manner: Manner, until: datetime, opener: str = "") -> None:
        self.vault_id, self.manner, self.until, self.opener = subject_id, manner, until, opener
        self.claimed_at: datetime | None = None

    @staticmethod
    def id_of(vault_id: UUID) -> UUID:
        return named_id("waiting", str(vault_id))

    @classmethod
    def prepare(cls, vault_id: UUID, manner: Manner, opener: str, now: datetime) -> Waiting:
        return cls._create(
            event_class=Prepared,
            id=cls.id_of(vault_id),
            timestamp=now,
            subject_id=vault_id,
            manner=manner,
            until=now + timedelta(days=WAITING_DAYS[manner]),
            opener=opener,
        )

    def over(self, now: datetime, *, represented: bool = False) -> bool:
        """Whether it waited in vain. A live mandate keeps the vault: its representative works in it."""
        return self.claimed_at is None and now >= self.until and not represented

    def claim(self, now: datetime, *, represented: bool = False) -> bool:
        """Whether it is only now claimed. Raises Refused `waiting_over`."""
        if self.over(now, represented=represented):
            raise Refused("waiting_over", "Ce coffre attendait depuis trop longtemps : il a pris fin.")
        if self.claimed_at is not None:
            return False
        self.trigger_event(Claimed, timestamp=now, subject_id=self.vault_id)
        return True
