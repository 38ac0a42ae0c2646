"""Which contact links each professional is one of the two of: where to look; the links themselves say their
state.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from services.directory.adapters.tables import CONTACT_VIEW
from services.directory.domain.contact_link import ContactLink
from shared.eventstore.rows import Rows


class ContactView:
    """The table `contact_view`: two rows per link, the links that moved last first."""

    name = "contact_view"
    tables: Sequence[sa.Table] = (CONTACT_VIEW,)
    events = (ContactLink.Requested, ContactLink.Event)

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def apply(self, rows: Rows, event: Any, position: int) -> None:
        link_id = str(event.originator_id)
        if isinstance(event, ContactLink.Requested):
            for one in (event.requester_id, event.addressee_id):
                row = {"professional_id": one, "link_id": link_id, "position": position}
                rows.add(CONTACT_VIEW, row)
        elif isinstance(event, ContactLink.Event):
            moved: Any = event  # each kind of them names both
            for one in (moved.requester_id, moved.addressee_id):
                key = {"professional_id": one, "link_id": link_id}
                rows.change(CONTACT_VIEW, key, {"position": position})

    def link_ids(self, professional_id: str, limit: int) -> list[str]:
        """The links of a professional, at most `limit`."""
        view = CONTACT_VIEW.c
        query = sa.select(view.link_id).where(view.professional_id == professional_id)
        with self._engine.connect() as connection:
            return list(connection.execute(query.order_by(view.position.desc()).limit(limit)).scalars())
