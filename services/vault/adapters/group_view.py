"""Which groups a professional or a service gave, and when they begin. Ids and dates only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.vault.adapters.tables import GROUP_VIEW
from services.vault.domain.group import Begun, GroupMoved
from services.vault.domain.wall_time import instant_of
from shared.eventstore.rows import Rows

VIEW = GROUP_VIEW.c


class GroupView:
    """Table, projection and query."""

    name = "group_view"
    tables: Sequence[sa.Table] = (GROUP_VIEW,)
    events = (Begun, GroupMoved)

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def apply(self, rows: Rows, event: Any, position: int) -> None:
        """Add what is given, follow what is moved."""
        if isinstance(event, Begun):
            row = {
                "group_id": event.originator_id,
                "given_by": event.given_by,
                "organisation_id": event.organisation_id,
                "starts_at": instant_of(event.starts_local, event.zone),
                "position": position,
            }
            rows.add(GROUP_VIEW, row)
        elif isinstance(event, GroupMoved):
            moved = {"starts_at": instant_of(event.starts_local, event.zone)}
            rows.change(GROUP_VIEW, {"group_id": event.originator_id}, moved)

    def forget(self, rows: Rows, vault_id: UUID) -> None:
        """A group is nobody's vault: nothing here is of one person."""

    def of(
        self, given_by: str, given_for: Sequence[str], organisations: Sequence[str], now: datetime, limit: int
    ) -> list[UUID]:
        """Those to come, the soonest first; then those past, the newest first."""
        theirs = (VIEW.given_by == given_by) & VIEW.organisation_id.in_(given_for)
        whose = sa.or_(theirs, VIEW.organisation_id.in_([o for o in organisations if o]))
        query = sa.select(VIEW.group_id).where(whose)
        coming = query.where(VIEW.starts_at >= now).order_by(VIEW.starts_at, VIEW.position)
        past = query.where(VIEW.starts_at < now).order_by(VIEW.starts_at.desc(), VIEW.position)
        with self._engine.connect() as connection:
            found = list(connection.execute(coming.limit(limit)).scalars())
            if len(found) < limit:
                found += connection.execute(past.limit(limit - len(found))).scalars()
        return found

    def past(self, before: datetime, limit: int) -> list[UUID]:
        """Those whose date is before that instant."""
        query = sa.select(VIEW.group_id).where(VIEW.starts_at < before).order_by(VIEW.starts_at)
        with self._engine.connect() as connection:
            return list(connection.execute(query.limit(limit)).scalars())

    def page(self, after: UUID, limit: int) -> list[UUID]:
        """All, in order of id, after `after`."""
        query = sa.select(VIEW.group_id).where(VIEW.group_id > after).order_by(VIEW.group_id)
        with self._engine.connect() as connection:
            return list(connection.execute(query.limit(limit)).scalars())

    def drop(self, group_id: UUID) -> None:
        """Its key is destroyed: it is listed no more. A rebuilt view lists it until the next round."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(GROUP_VIEW).where(VIEW.group_id == group_id))
