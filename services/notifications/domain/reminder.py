"""The reminders of one appointment, one for each lead: planned, moved, claimed, then sent, failed or dropped.

Ids are derived from the appointment and the lead, so that hearing a fact twice plans nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from services.notifications.domain.due import due_at, starts_at
from shared.ids import named_id

NOW_LEAD, ALERT_ZONE = 0, "UTC"  # an alert has no hour of its own
CLAIM_LASTS = timedelta(minutes=2)  # a claim whose worker died is taken over after this


@dataclass(frozen=True)
class Planned:
    """One reminder as it stands: when it is due, of what, and what became of it."""

    due_at: datetime
    starts_at: datetime
    zone: str
    state: str = "planned"
    claimed_at: datetime | None = None

    def open(self) -> bool:
        return self.state in ("planned", "sending")

    def claimable(self, now: datetime) -> bool:
        stale = self.claimed_at is not None and now - self.claimed_at >= CLAIM_LASTS
        return self.state == "planned" or (self.state == "sending" and stale)


class AppointmentReminders(Aggregate):
    """Holds codes and instants only: nothing here names a person."""

    TOPIC = "notifications.AppointmentReminders"

    class Created(Aggregate.Created):
        TOPIC = "notifications.AppointmentReminders.Created"

    class AppointmentFollowed(Created):
        TOPIC = "notifications.AppointmentReminders.AppointmentFollowed"
        appointment_id: str
        vault_id: str

    class ReminderPlanned(Aggregate.Event):
        TOPIC = "notifications.AppointmentReminders.ReminderPlanned"
        appointment_id: str
        lead_hours: int
        due_at: datetime
        starts_at: datetime
        zone: str

    class SendingClaimed(Aggregate.Event):
        TOPIC = "notifications.AppointmentReminders.SendingClaimed"
        appointment_id: str
        lead_hours: int
        at: datetime

    class MessageSent(Aggregate.Event):
        TOPIC = "notifications.AppointmentReminders.MessageSent"
        appointment_id: str
        lead_hours: int
        provider: str
        parts: int

    class MessageFailed(Aggregate.Event):
        TOPIC = "notifications.AppointmentReminders.MessageFailed"
        appointment_id: str
        lead_hours: int
        reason: str

    class ReminderDropped(Aggregate.Event):
        TOPIC = "notifications.AppointmentReminders.ReminderDropped"
        appointment_id: str
        lead_hours: int
        reason: str

    @event(AppointmentFollowed)
    def __init__(self, appointment_id: str, vault_id: str) -> None:
        self.appointment_id = appointment_id
        self.vault_id = vault_id
        self.reminders: dict[int, Planned] = {}

    @staticmethod
    def create_id(appointment_id: str) -> UUID:
        """The same appointment always names the same aggregate."""
        return named_id("appointment-reminders", appointment_id)

    def plan(self, starts_local: str, zone: str, leads: Iterable[int], now: datetime) -> None:
        """One reminder for each lead; a lead whose minute had passed at `now` is dropped as too late.

        Moving plans again, even what was sent or dropped for the former date; leads no longer asked for drop.
        Asked for again, a lead that was dropped is planned again, one that was sent never.
        """
        wanted = sorted(set(leads))
        start = starts_at(starts_local, zone)
        for gone, reminder in list(self.reminders.items()):
            if gone not in wanted and reminder.open():
                reason = "not_wanted" if reminder.starts_at == start else "moved"
                self._dropped(self.appointment_id, gone, reason)
        for lead in wanted:
            due = due_at(starts_local, zone, lead)
            known = self.reminders.get(lead)
            same = known is not None and (known.due_at, known.starts_at) == (due, start)
            if known is not None and same and (known.state != "dropped" or due <= now):
                continue
            self._planned(self.appointment_id, lead, due, start, zone)
            if due <= now:
                self._dropped(self.appointment_id, lead, "too_late")

    def alert(self, at: datetime, until: datetime) -> None:
        """One message, at once and whatever the hour, worth sending until `until`. Asked twice, once."""
        if NOW_LEAD not in self.reminders:
            self._planned(self.appointment_id, NOW_LEAD, at, until, ALERT_ZONE)

    def claim(self, lead_hours: int, now: datetime) -> bool:
        """Take the sending for oneself; False when there is nothing to send or another worker holds it."""
        reminder = self.reminders.get(lead_hours)
        if reminder is None or not reminder.claimable(now):
            return False
        self._claimed(self.appointment_id, lead_hours, now)
        return True

    def sent(self, lead_hours: int, provider: str, parts: int) -> None:
        if self.reminders[lead_hours].state == "sending":
            self._sent(self.appointment_id, lead_hours, provider, parts)

    def failed(self, lead_hours: int, reason: str) -> None:
        if self.reminders[lead_hours].state == "sending":
            self._failed(self.appointment_id, lead_hours, reason)

    def drop(self, reason: str, lead_hours: int | None = None) -> None:
        """Nothing will be sent: cancelled, too late, unreachable, erased. What was sent stays sent."""
        for lead, reminder in list(self.reminders.items()):
            if reminder.open() and lead_hours in (None, lead):
                self._dropped(self.appointment_id, lead, reason)

    @event(ReminderPlanned)
    def _planned(
        self, appointment_id: str, lead_hours: int, due_at: datetime, starts_at: datetime, zone: str
    ) -> None:
        self.reminders[lead_hours] = Planned(due_at, starts_at, zone)

    @event(SendingClaimed)
    def _claimed(self, appointment_id: str, lead_hours: int, at: datetime) -> None:
        self.reminders[lead_hours] = replace(self.reminders[lead_hours], state="sending", claimed_at=at)

    @event(MessageSent)
    def _sent(self, appointment_id: str, lead_hours: int, provider: str, parts: int) -> None:
        self._become(lead_hours, "sent")

    @event(MessageFailed)
    def _failed(self, appointment_id: str, lead_hours: int, reason: str) -> None:
        self._become(lead_hours, "failed")

    @event(ReminderDropped)
    def _dropped(self, appointment_id: str, lead_hours: int, reason: str) -> None:
        self._become(lead_hours, "dropped")

    def _become(self, lead_hours: int, state: str) -> None:
        self.reminders[lead_hours] = replace(self.reminders[lead_hours], state=state)


def reminder_id(appointment_id: str, lead_hours: int) -> str:
    """The same appointment and lead always name the same reminder."""
    return str(named_id("reminder", appointment_id, str(lead_hours)))
