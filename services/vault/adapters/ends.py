"""Which vaults have their end stored, from the event log itself: no view is asked."""

from __future__ import annotations

from uuid import UUID

from services.vault.domain.events import Erased
from shared.eventstore.appending import EventStore


class LogOfEnds:
    """Implements the port `Ends`."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    def after(self, position: int, limit: int) -> list[tuple[int, UUID]]:
        """(position, vault id) of ends stored after a position, in order."""
        found = self._store.select_notifications(
            position, limit, topics=(Erased.TOPIC,), inclusive_of_start=False
        )
        return [(event.id, UUID(str(event.originator_id))) for event in found]
