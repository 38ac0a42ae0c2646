"""Names of organisations and who belongs to them, to search and to display. Decisions read the
organisation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from services.directory.adapters.tables import MEMBER_VIEW, ORGANISATION_VIEW
from services.directory.domain.names import folded
from services.directory.domain.organisation import Organisation
from shared.eventstore.rows import Rows


class OrganisationView:
    """The tables `organisation_view` and `member_view`."""

    name = "organisation_view"
    tables: Sequence[sa.Table] = (ORGANISATION_VIEW, MEMBER_VIEW)
    events = (Organisation.Registered, Organisation.MemberJoined, Organisation.MemberLeft)

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def apply(self, rows: Rows, event: Any, position: int) -> None:  # noqa: ARG002  # a View's shape
        organisation_id = str(event.originator_id)
        if isinstance(event, Organisation.Registered):
            searched = f" {folded(event.name)}"  # a space before each word: where it starts
            row = {"organisation_id": organisation_id, "name": event.name, "folded_name": searched}
            rows.add(ORGANISATION_VIEW, row)
            _add(rows, organisation_id, event.manager_id)
        elif isinstance(event, Organisation.MemberJoined):
            _add(rows, organisation_id, event.professional_id)
        elif isinstance(event, Organisation.MemberLeft):
            key = {"organisation_id": organisation_id, "professional_id": event.professional_id}
            rows.remove(MEMBER_VIEW, key)

    def names(self, organisation_ids: Sequence[str]) -> list[str]:
        """Their names, in alphabetical order; an organisation that the view doesn't know yet is left out."""
        if not organisation_ids:
            return []
        view = ORGANISATION_VIEW.c
        query = (
            sa.select(view.name).where(view.organisation_id.in_(organisation_ids)).order_by(view.folded_name)
        )
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())


def _add(rows: Rows, organisation_id: str, professional_id: str) -> None:
    row = {"organisation_id": organisation_id, "professional_id": professional_id}
    rows.add(MEMBER_VIEW, row)
