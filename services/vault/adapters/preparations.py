"""Which vaults were prepared for someone who was not there, from the event log itself: no view is asked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.vault.domain.waiting import Prepared
from shared.eventstore.log import EventLog


class LogOfPreparations:
    """Implements the port `Preparations`."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def after(self, position: int, limit: int) -> list[tuple[int, UUID, datetime]]:
        """(position, vault id, until) of vaults prepared after a position, in order."""
        found = self._log.store.select_notifications(
            position, limit, topics=(Prepared.TOPIC,), inclusive_of_start=False
        )
        read = []
        for stored in found:
            event = self._log.mapper.to_domain_event(stored)
            assert isinstance(event, Prepared)  # noqa: S101  # the only class of that topic
            read.append((stored.id, event.subject_id, event.until))
        return read
