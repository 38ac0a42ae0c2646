"""Which appointments a vault has. Ids only: what they say is sealed in their events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.vault.adapters.tables import APPOINTMENT_VIEW
from services.vault.domain.appointment import Scheduled
from services.vault.domain.events import Erased


class AppointmentView:
    """Table, projection and query."""

    name = "appointment_view"
    tables: Sequence[sa.Table] = (APPOINTMENT_VIEW,)

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def apply(self, connection: sa.Connection, event: Any, position: int) -> None:
        """Add what is scheduled; remove everything of who is erased."""
        if isinstance(event, Scheduled):
            row = {
                "appointment_id": event.originator_id,
                "vault_id": event.subject_id,
                "position": position,
            }
            connection.execute(sa.insert(APPOINTMENT_VIEW), row)
        elif isinstance(event, Erased):
            self.forget(connection, event.originator_id)

    def forget(self, connection: sa.Connection, vault_id: UUID) -> None:
        """Remove every row of a vault."""
        connection.execute(sa.delete(APPOINTMENT_VIEW).where(APPOINTMENT_VIEW.c.vault_id == vault_id))

    def of_vault(self, vault_id: UUID, limit: int) -> list[UUID]:
        """The vault's appointments, the last scheduled first."""
        view = APPOINTMENT_VIEW
        query = sa.select(view.c.appointment_id).where(view.c.vault_id == vault_id)
        with self._engine.connect() as connection:
            return list(connection.execute(query.order_by(view.c.position.desc()).limit(limit)).scalars())

    def count(self, vault_id: UUID) -> int:
        """How many the vault has had, cancelled ones included."""
        query = sa.select(sa.func.count()).where(APPOINTMENT_VIEW.c.vault_id == vault_id)
        with self._engine.connect() as connection:
            return int(connection.execute(query.select_from(APPOINTMENT_VIEW)).scalar_one())
