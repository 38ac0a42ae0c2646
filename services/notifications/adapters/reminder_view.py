"""The view of reminders: what is due, what became of each. Table, projection and queries together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.notifications.adapters.tables import FOLLOWED, REMINDER_VIEW
from services.notifications.application.ports import Due
from services.notifications.domain.reminder import AppointmentReminders as Reminders
from services.notifications.domain.reminder import reminder_id
from shared.contracts.notifications import Reminder
from shared.eventstore.rows import Rows

OPEN = ("planned", "sending")


class ReminderView:
    """Follows the log (see ProjectionRunner) and answers queries from `engine`."""

    name = "reminder_view"
    tables: Sequence[sa.Table] = (REMINDER_VIEW, FOLLOWED)
    events = (
        *(Reminders.AppointmentFollowed, Reminders.ReminderPlanned, Reminders.SendingClaimed),
        *(Reminders.MessageSent, Reminders.MessageFailed, Reminders.ReminderDropped),
    )

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def apply(self, rows: Rows, event: Any, position: int) -> None:  # noqa: ARG002  # a View's shape
        match event:
            case Reminders.AppointmentFollowed():
                row = {"appointment_id": event.appointment_id, "vault_id": event.vault_id}
                rows.add(FOLLOWED, row)
            case Reminders.ReminderPlanned():
                _plan(rows, event)
            case Reminders.SendingClaimed():
                _become(rows, event, "sending")
            case Reminders.MessageSent():
                _become(rows, event, "sent")
            case Reminders.MessageFailed():
                _become(rows, event, "failed", event.reason)
            case Reminders.ReminderDropped():
                _become(rows, event, "dropped", event.reason)

    def find_due(self, now: datetime, limit: int) -> Sequence[Due]:
        """Open reminders whose minute has come, the oldest first."""
        t = REMINDER_VIEW.c
        query = sa.select(t.appointment_id, t.lead_hours).where(t.due_at <= now, t.state.in_(OPEN))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(t.due_at).limit(limit)).all()
        return [Due(row.appointment_id, row.lead_hours) for row in rows]

    def find_of_vault(self, vault_id: str) -> Sequence[str]:
        """Every appointment of a vault that was ever followed."""
        query = sa.select(FOLLOWED.c.appointment_id).where(FOLLOWED.c.vault_id == vault_id)
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def find_of_appointments(self, appointment_ids: Sequence[str]) -> list[Reminder]:
        t = REMINDER_VIEW.c
        query = sa.select(REMINDER_VIEW).where(t.appointment_id.in_(appointment_ids))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(t.due_at, t.reminder_id)).all()
        return [
            Reminder(
                id=row.reminder_id,
                appointment_id=row.appointment_id,
                due_at=row.due_at,
                lead_hours=row.lead_hours,
                state=row.state,
                reason=row.reason,
            )
            for row in rows
        ]


def _plan(rows: Rows, event: Reminders.ReminderPlanned) -> None:
    row = {
        "reminder_id": reminder_id(event.appointment_id, event.lead_hours),
        "appointment_id": event.appointment_id,
        "lead_hours": event.lead_hours,
        "due_at": event.due_at,
        "state": "planned",
        "reason": "",
    }
    rows.remove(REMINDER_VIEW, {"reminder_id": row["reminder_id"]})
    rows.add(REMINDER_VIEW, row)


def _become(rows: Rows, event: Any, state: str, reason: str = "") -> None:
    mine = {"reminder_id": reminder_id(event.appointment_id, event.lead_hours)}
    rows.change(REMINDER_VIEW, mine, {"state": state, "reason": reason})
