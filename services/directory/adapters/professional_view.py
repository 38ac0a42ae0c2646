"""Who can be found: initials and profession, never a name. What one may see of them is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from services.directory.adapters.tables import MEMBER_VIEW, ORGANISATION_VIEW, PROFESSIONAL_VIEW
from services.directory.domain.names import folded, initials
from services.directory.domain.professional import Professional
from shared.eventstore.rows import Rows, SqlRows

INITIALS_MAX_CHARS = 10  # the column's
WORDS_MAX = 8  # words of one search that are looked at


class ProfessionalView:
    """Finds professionals by exact initials, or by words of their profession and organisations."""

    name = "professional_view"
    tables: Sequence[sa.Table] = (PROFESSIONAL_VIEW,)
    events = (Professional.Registered, Professional.Retired)

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def apply(self, rows: Rows, event: Any, position: int) -> None:  # noqa: ARG002  # a View's shape
        if isinstance(event, Professional.Registered) and event.given_name:
            row = {
                "professional_id": str(event.originator_id),
                "initials": _joined(initials(event.given_name, event.family_name)),
                "profession": f" {folded(event.profession)}",  # a space before each word: where it starts
            }
            rows.add(PROFESSIONAL_VIEW, row)
        elif isinstance(event, Professional.Retired):
            rows.remove(PROFESSIONAL_VIEW, {"professional_id": str(event.originator_id)})

    def forget(self, professional_id: str) -> None:
        """At once, without waiting for the view to meet the event."""
        with self._engine.begin() as connection:
            SqlRows(connection).remove(PROFESSIONAL_VIEW, {"professional_id": professional_id})

    def find(self, text: str, limit: int) -> list[str]:
        """Ids, in the order of initials. `text` empty: everyone, up to the limit; else initials, or words
        begun.
        """
        view = PROFESSIONAL_VIEW.c
        words = folded(text).split()[:WORDS_MAX]
        query = sa.select(view.professional_id).order_by(view.initials, view.professional_id).limit(limit)
        if text.strip() and not words:
            return []
        if words:
            said = sa.false() if max(map(len, words)) == 1 else sa.and_(*map(_said_of_them, words))
            query = query.where(sa.or_(view.initials == "".join(words), said))
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())


def _said_of_them(word: str) -> sa.ColumnElement[bool]:
    of_their_organisation = (
        sa.select(MEMBER_VIEW.c.professional_id)
        .join(ORGANISATION_VIEW, ORGANISATION_VIEW.c.organisation_id == MEMBER_VIEW.c.organisation_id)
        .where(ORGANISATION_VIEW.c.folded_name.contains(f" {word}", autoescape=True))
    )
    return sa.or_(
        PROFESSIONAL_VIEW.c.profession.contains(f" {word}", autoescape=True),
        PROFESSIONAL_VIEW.c.professional_id.in_(of_their_organisation),
    )


def _joined(text: str) -> str:
    """`J. D.` → `jd`: as people type them. One letter may stand for a sentence (U+FDFA)."""
    return folded(text).replace(" ", "")[:INITIALS_MAX_CHARS]
