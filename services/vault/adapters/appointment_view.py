"""Which appointments a vault has, and when. Ids and dates only: what they say is sealed in their events."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.vault.adapters.tables import APPOINTMENT_VIEW
from services.vault.domain.appointment import Cancelled, Moved, Scheduled
from services.vault.domain.events import Erased
from services.vault.domain.wall_time import instant_of
from shared.eventstore.rows import Rows

VIEW = APPOINTMENT_VIEW.c


class AppointmentView:
    """Table, projection and query. Dates are those of the zone data when the event was seen: they choose what
    is looked at, and each appointment tells its own.
    """

    name = "appointment_view"
    tables: Sequence[sa.Table] = (APPOINTMENT_VIEW,)
    events = (Scheduled, Moved, Cancelled, Erased)

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def apply(self, rows: Rows, event: Any, position: int) -> None:
        """Add what is scheduled, follow what is moved or cancelled; remove everything of who is erased."""
        match event:
            case Scheduled():
                row = {
                    "appointment_id": event.originator_id,
                    "vault_id": event.subject_id,
                    "position": position,
                    "starts_at": instant_of(event.starts_local, event.zone),
                }
                rows.add(APPOINTMENT_VIEW, row)
            case Moved():
                _become(rows, event, {"starts_at": instant_of(event.starts_local, event.zone)})
            case Cancelled():
                _become(rows, event, {"cancelled": True})
            case Erased():
                self.forget(rows, event.originator_id)

    def forget(self, rows: Rows, vault_id: UUID) -> None:
        """Remove every row of a vault."""
        rows.remove(APPOINTMENT_VIEW, {"vault_id": vault_id})

    def of_vault(self, vault_id: UUID, limit: int) -> list[UUID]:
        """The vault's appointments, the last scheduled first."""
        return self._ids(vault_id, sa.true(), VIEW.position.desc(), limit)

    def nearest(self, vault_id: UUID, now: datetime, limit: int) -> list[UUID]:
        """Those to come, the soonest first; then, where there is room, past or cancelled ones."""
        ahead = sa.and_(sa.or_(VIEW.starts_at.is_(None), VIEW.starts_at >= now), sa.not_(VIEW.cancelled))
        coming = self._ids(vault_id, ahead, VIEW.starts_at, limit)
        rest = limit - len(coming)
        past = sa.or_(VIEW.starts_at < now, VIEW.cancelled)
        return coming + (self._ids(vault_id, past, VIEW.starts_at.desc(), rest) if rest else [])

    def between(self, vault_id: UUID, since: datetime, until: datetime, limit: int) -> list[UUID]:
        """Those not cancelled that begin from `since` on and before `until`, the soonest first."""
        then = sa.or_(VIEW.starts_at.is_(None), sa.and_(VIEW.starts_at >= since, VIEW.starts_at < until))
        return self._ids(vault_id, sa.and_(then, sa.not_(VIEW.cancelled)), VIEW.starts_at, limit)

    def count(self, vault_id: UUID) -> int:
        """How many the vault has had, cancelled ones included."""
        query = sa.select(sa.func.count()).where(VIEW.vault_id == vault_id)
        with self._engine.connect() as connection:
            return int(connection.execute(query.select_from(APPOINTMENT_VIEW)).scalar_one())

    def _ids(
        self, vault_id: UUID, which: sa.ColumnElement[bool], order: sa.ColumnElement[Any], limit: int
    ) -> list[UUID]:
        query = sa.select(VIEW.appointment_id).where(VIEW.vault_id == vault_id, which)
        with self._engine.connect() as connection:
            ordered = query.order_by(order, VIEW.position, VIEW.appointment_id)
            return list(connection.execute(ordered.limit(limit)).scalars())


def _become(rows: Rows, event: Any, values: dict[str, Any]) -> None:
    rows.change(APPOINTMENT_VIEW, {"appointment_id": event.originator_id}, values)
