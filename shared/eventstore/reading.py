"""From rows to what the kernel speaks of: stored events, notifications, published facts, log lines."""

from __future__ import annotations

from typing import Any

import msgspec
from eventsourcing.persistence import Notification, StoredEvent

from shared.contracts.shapes import PublishedFact
from shared.eventstore.change import LogRow


def event_row(row: Any) -> StoredEvent:
    return StoredEvent(row.originator_id, row.originator_version, row.topic, row.state)


def notification_row(row: Any) -> Notification:
    return Notification(row.originator_id, row.originator_version, row.topic, row.state, row.notification_id)


def fact_row(row: Any) -> PublishedFact:
    return PublishedFact(
        position=row.position,
        type=row.type,
        version=row.version,
        subject=row.subject,
        subject_version=row.subject_version,
        data=msgspec.Raw(row.data.encode()),
        recorded_at=row.recorded_at,
    )


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
