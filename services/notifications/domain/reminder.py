"""A reminder of one appointment, a number of hours before: planned, moved, claimed, then sent, failed or dropped.

Its id is derived from the appointment and the lead, so that hearing a fact twice plans nothing twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from shared.ids import named_id

CLAIM_LASTS = timedelta(minutes=2)  # a claim whose worker died is taken over after this


class Reminder(Aggregate):
    """Holds codes and instants only: nothing here names a person."""

    TOPIC = "notifications.Reminder"
    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    class Created(Aggregate.Created):
        TOPIC = "notifications.Reminder.Created"

    class Planned(Created):
        TOPIC = "notifications.Reminder.Planned"
        appointment_id: str
        vault_id: str
        lead_hours: int
        due_at: datetime
        starts_at: datetime
        zone: str

    class Replanned(Aggregate.Event):
        TOPIC = "notifications.Reminder.Replanned"
        due_at: datetime
        starts_at: datetime
        zone: str

    class SendingClaimed(Aggregate.Event):
        TOPIC = "notifications.Reminder.SendingClaimed"
        at: datetime

    class MessageSent(Aggregate.Event):
        TOPIC = "notifications.Reminder.MessageSent"
        provider: str
        parts: int

    class MessageFailed(Aggregate.Event):
        TOPIC = "notifications.Reminder.MessageFailed"
        reason: str

    class Dropped(Aggregate.Event):
        TOPIC = "notifications.Reminder.Dropped"
        reason: str

    @event(Planned)
    def __init__(
        self, appointment_id: str, vault_id: str, lead_hours: int, due_at: datetime, starts_at: datetime, zone: str
    ) -> None:
        self.appointment_id = appointment_id
        self.vault_id = vault_id
        self.lead_hours = lead_hours
        self.due_at = due_at
        self.starts_at = starts_at
        self.zone = zone
        self.state = "planned"
        self.claimed_at: datetime | None = None

    @staticmethod
    def create_id(appointment_id: str, lead_hours: int) -> UUID:
        """The same appointment and lead always name the same reminder."""
        return named_id("reminder", appointment_id, str(lead_hours))

    def replan(self, due_at: datetime, starts_at: datetime, zone: str) -> None:
        """The appointment moved: one reminder follows it, even if the former date's had been sent or dropped."""
        if (due_at, starts_at, zone) != (self.due_at, self.starts_at, self.zone):
            self._replanned(due_at, starts_at, zone)

    def claim(self, now: datetime) -> bool:
        """Take the sending for oneself; False when there is nothing to send or another worker holds it."""
        stale = self.claimed_at is not None and now - self.claimed_at >= CLAIM_LASTS
        if self.state == "planned" or (self.state == "sending" and stale):
            self._claimed(now)
            return True
        return False

    def sent(self, provider: str, parts: int) -> None:
        if self.state == "sending":
            self._sent(provider, parts)

    def failed(self, reason: str) -> None:
        if self.state == "sending":
            self._failed(reason)

    def drop(self, reason: str) -> None:
        """Nothing will be sent: cancelled, too late, unreachable, erased. What was sent stays sent."""
        if self.state in ("planned", "sending"):
            self._dropped(reason)

    @event(Replanned)
    def _replanned(self, due_at: datetime, starts_at: datetime, zone: str) -> None:
        self.due_at = due_at
        self.starts_at = starts_at
        self.zone = zone
        self.state = "planned"
        self.claimed_at = None

    @event(SendingClaimed)
    def _claimed(self, at: datetime) -> None:
        self.state = "sending"
        self.claimed_at = at

    @event(MessageSent)
    def _sent(self, provider: str, parts: int) -> None:
        self.state = "sent"

    @event(MessageFailed)
    def _failed(self, reason: str) -> None:
        self.state = "failed"

    @event(Dropped)
    def _dropped(self, reason: str) -> None:
        self.state = "dropped"
