"""From rows to what the kernel speaks of: stored events, notifications, log lines."""

from __future__ import annotations

from typing import Any

from eventsourcing.persistence import Notification, StoredEvent

from shared.eventstore.change import LogRow

NOTIFICATION = ("originator_id", "originator_version", "topic", "state", "notification_id")


def event_row(row: Any) -> StoredEvent:
    return StoredEvent(row.originator_id, row.originator_version, row.topic, row.state)


def notification_row(row: Any) -> Notification:
    """`row` has the columns NOTIFICATION, in that order: a log is read by millions."""
    return Notification(*row)


def log_row(row: Any) -> LogRow:
    return LogRow(
        subject_id=row.subject_id,
        number=row.number,
        recorded_at=row.recorded_at,
        kind=row.kind,
        body=None,
        stored_body=row.body,
        previous_hash=row.previous_hash,
        hash=row.hash,
    )
