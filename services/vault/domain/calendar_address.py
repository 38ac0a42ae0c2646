"""A secret address at which a person's calendar can be read: until an end, or until they stop it.

Found by its secret alone, of which only the hash is kept.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import ClassVar, Literal
from uuid import UUID

from eventsourcing.domain import Aggregate, AggregateCreated

from shared.contracts.vault_calendar import ADDRESS_DAYS
from shared.ids import named_id

State = Literal["live", "ended", "withdrawn"]


class AddressEvent(Aggregate.Event):
    """`subject_id` is the vault."""

    subject_id: UUID


class AddressGiven(AddressEvent, AggregateCreated):
    TOPIC: ClassVar[str] = "vault.CalendarAddress.Given"
    secret_hash: str
    until: datetime


class AddressWithdrawn(AddressEvent):
    TOPIC: ClassVar[str] = "vault.CalendarAddress.Withdrawn"

    def apply(self, address: CalendarAddress) -> None:
        address.withdrawn = True


class CalendarAddress(Aggregate):
    """Given once, withdrawn for good."""

    TOPIC: ClassVar[str] = "vault.CalendarAddress"
    Event = AddressEvent
    Created = AddressGiven  # type: ignore[assignment]
    Withdrawn = AddressWithdrawn

    def __init__(self, subject_id: UUID, secret_hash: str, until: datetime) -> None:
        self.vault_id = subject_id
        self.secret_hash = secret_hash
        self.until = until
        self.withdrawn = False

    @staticmethod
    def create_id(secret_hash: str) -> UUID:
        return named_id("calendar-address", secret_hash)

    @classmethod
    def give(cls, vault_id: UUID, secret_hash: str, now: datetime) -> CalendarAddress:
        return cls._create(
            event_class=AddressGiven,
            id=cls.create_id(secret_hash),
            timestamp=now,
            subject_id=vault_id,
            secret_hash=secret_hash,
            until=now + timedelta(days=ADDRESS_DAYS),
        )

    def state(self, now: datetime) -> State:
        """By the clock; withdrawn, it stays withdrawn."""
        if self.withdrawn:
            return "withdrawn"
        return "live" if now < self.until else "ended"

    def opens_with(self, secret_hash: str, now: datetime) -> bool:
        return hmac.compare_digest(self.secret_hash, secret_hash) and self.state(now) == "live"

    def withdraw(self, now: datetime) -> None:
        """What is withdrawn already stays so."""
        if not self.withdrawn:
            self.trigger_event(AddressWithdrawn, timestamp=now, subject_id=self.vault_id)
