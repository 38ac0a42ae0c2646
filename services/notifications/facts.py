"""What notifications' events mean to others: codes, ids and instants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.notifications.domain.reminder import AppointmentReminders as Reminders
from services.notifications.domain.reminder import reminder_id
from shared.contracts.notifications import MessageFailed, MessageSent, ReminderDropped, ReminderPlanned
from shared.contracts.shapes import Fact


def translate(event: Any) -> Sequence[Fact]:
    """The public facts that a domain event means; none for what concerns nobody else (a claim)."""
    match event:
        case Reminders.ReminderPlanned():
            return [ReminderPlanned(**_ids(event), due_at=event.due_at, lead_hours=event.lead_hours)]
        case Reminders.ReminderDropped():
            return [ReminderDropped(**_ids(event), reason=event.reason)]
        case Reminders.MessageSent():
            return [MessageSent(**_ids(event), provider=event.provider, parts=event.parts)]
        case Reminders.MessageFailed():
            return [MessageFailed(**_ids(event), reason=event.reason)]
        case _:
            return []


def _ids(event: Any) -> dict[str, str]:
    return {
        "appointment_id": event.appointment_id,
        "reminder_id": reminder_id(event.appointment_id, event.lead_hours),
    }
