"""Which links, acts and calendar addresses a vault has. Ids only: what they say is in their events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.vault.adapters.tables import PART_VIEW
from services.vault.domain.act import DrawnUp
from services.vault.domain.calendar_address import AddressGiven
from services.vault.domain.events import Erased
from services.vault.domain.paper_link import Given
from shared.eventstore.rows import Rows

KINDS: dict[type[Any], str] = {Given: "link", DrawnUp: "act", AddressGiven: "calendar"}


class PartView:
    """Table, projection and query."""

    name = "part_view"
    tables: Sequence[sa.Table] = (PART_VIEW,)
    events = (*KINDS, Erased)

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def apply(self, rows: Rows, event: Any, position: int) -> None:
        """Add what is made; remove everything of who is erased."""
        if kind := KINDS.get(type(event)):
            row = {
                "part_id": event.originator_id,
                "vault_id": event.subject_id,
                "kind": kind,
                "position": position,
            }
            rows.add(PART_VIEW, row)
        elif isinstance(event, Erased):
            self.forget(rows, event.originator_id)

    def forget(self, rows: Rows, vault_id: UUID) -> None:
        """Remove every row of a vault."""
        rows.remove(PART_VIEW, {"vault_id": vault_id})

    def of_vault(self, vault_id: UUID, kind: str, limit: int) -> list[UUID]:
        """The vault's parts of that kind, the newest first."""
        view = PART_VIEW.c
        query = sa.select(view.part_id).where(view.vault_id == vault_id, view.kind == kind)
        with self._engine.connect() as connection:
            return list(connection.execute(query.order_by(view.position.desc()).limit(limit)).scalars())
