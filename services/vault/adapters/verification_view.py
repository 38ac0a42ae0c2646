"""What waits for a second person, by organisation. Ids only: what it says is sealed in its events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.vault.adapters.tables import VERIFICATION_VIEW
from services.vault.domain.emergency_events import EmergencyContested, EmergencyOpened, EmergencyReviewed
from services.vault.domain.events import Erased
from services.vault.domain.representation_events import (
    MandateConfirmed,
    MandateContested,
    MandateEnded,
    MandateRecorded,
)
from shared.eventstore.rows import Rows


class VerificationView:
    """Table, projection and query."""

    name = "verification_view"
    tables: Sequence[sa.Table] = (VERIFICATION_VIEW,)
    events = (
        *(MandateRecorded, MandateContested, MandateConfirmed, MandateEnded),
        *(EmergencyOpened, EmergencyContested, EmergencyReviewed, Erased),
    )

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def apply(self, rows: Rows, event: Any, position: int) -> None:
        """Add what waits, again after a contest; remove what a second person answered."""
        if isinstance(event, MandateRecorded | MandateContested):
            self._add(rows, event.mandate_id, "mandate", event, position)
        elif isinstance(event, EmergencyOpened | EmergencyContested):
            self._add(rows, event.emergency_id, "emergency", event, position)
        elif isinstance(event, MandateConfirmed | MandateEnded):
            self._remove(rows, event.mandate_id)
        elif isinstance(event, EmergencyReviewed):
            self._remove(rows, event.emergency_id)
        elif isinstance(event, Erased):
            self.forget(rows, event.originator_id)

    def forget(self, rows: Rows, vault_id: UUID) -> None:
        """Remove every row of a vault."""
        rows.remove(VERIFICATION_VIEW, {"vault_id": vault_id})

    def of(self, organisations: Sequence[str], limit: int) -> list[tuple[str, UUID, str]]:
        """(kind, vault id, item id) of what waits in these organisations, the oldest first."""
        view = VERIFICATION_VIEW
        query = sa.select(view.c.kind, view.c.vault_id, view.c.item_id)
        query = query.where(view.c.organisation_id.in_(organisations)).order_by(view.c.position)
        with self._engine.connect() as connection:
            return [(row.kind, row.vault_id, row.item_id) for row in connection.execute(query.limit(limit))]

    def _add(self, rows: Rows, item_id: str, kind: str, event: Any, position: int) -> None:
        self._remove(rows, item_id)
        row = {
            "item_id": item_id,
            "kind": kind,
            "vault_id": event.subject_id,
            "organisation_id": event.organisation_id,
            "position": position,
        }
        rows.add(VERIFICATION_VIEW, row)

    def _remove(self, rows: Rows, item_id: str) -> None:
        rows.remove(VERIFICATION_VIEW, {"item_id": item_id})
