"""Which vaults have a consent or a mandate that names a professional, a team or an organisation. Ids only;
vaults decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from services.vault.adapters.tables import FOLLOW_UP_VIEW
from services.vault.domain.consent import Reader
from services.vault.domain.events import ConsentGranted, ConsentRevoked, Erased
from services.vault.domain.follow_up_events import ConsentRenewed
from services.vault.domain.representation_events import MandateConfirmed, MandateEnded
from shared.eventstore.rows import Rows


class FollowUpView:
    """Table, projection and query."""

    name = "follow_up_view"
    tables: Sequence[sa.Table] = (FOLLOW_UP_VIEW,)
    events = (ConsentGranted, ConsentRenewed, MandateConfirmed, MandateEnded, ConsentRevoked, Erased)

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def apply(self, rows: Rows, event: Any, position: int) -> None:  # noqa: ARG002  # a View's shape
        """Add what is granted or confirmed, prolong what is renewed, remove what is revoked or ended and all
        of who is erased.
        """
        view = FOLLOW_UP_VIEW
        if isinstance(event, ConsentGranted):
            row = {
                "consent_id": event.consent_id,
                "vault_id": event.originator_id,
                "grantee_kind": event.grantee_kind,
                "grantee_id": event.grantee_id,
                "until": event.until,
            }
            rows.add(view, row)
        elif isinstance(event, ConsentRenewed):
            rows.change(view, {"consent_id": event.consent_id}, {"until": event.until})
        elif isinstance(event, MandateConfirmed):
            rows.remove(view, {"consent_id": event.mandate_id})
            row = {
                "consent_id": event.mandate_id,
                "vault_id": event.subject_id,
                "grantee_kind": event.representative_kind,
                "grantee_id": event.representative_id,
                "until": event.until,
            }
            rows.add(view, row)
        elif isinstance(event, MandateEnded):
            rows.remove(view, {"consent_id": event.mandate_id})
        elif isinstance(event, ConsentRevoked):
            rows.remove(view, {"consent_id": event.consent_id})
        elif isinstance(event, Erased):
            self.forget(rows, event.originator_id)

    def forget(self, rows: Rows, vault_id: UUID) -> None:
        """Remove every row of a vault."""
        rows.remove(FOLLOW_UP_VIEW, {"vault_id": vault_id})

    def vaults_for(self, reader: Reader, now: datetime, after: UUID | None, limit: int) -> list[UUID]:
        """The vaults with a consent, not ended, that names the reader or what they belong to; in order of
        id, after `after`.
        """
        view = FOLLOW_UP_VIEW
        grantee = sa.or_(
            _one_of("professional", [reader.professional_id]),
            _one_of("team", sorted(reader.teams)),
            _one_of("organisation", sorted(reader.organisations)),
        )
        query = sa.select(view.c.vault_id).where(grantee, view.c.until > now).distinct()
        if after is not None:
            query = query.where(view.c.vault_id > after)
        with self._engine.connect() as connection:
            return list(connection.execute(query.order_by(view.c.vault_id).limit(limit)).scalars())


def _one_of(kind: str, ids: Sequence[str]) -> sa.ColumnElement[bool]:
    view = FOLLOW_UP_VIEW
    return sa.and_(view.c.grantee_kind == kind, view.c.grantee_id.in_(ids))
