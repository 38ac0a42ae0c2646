"""How long each vault's access log is."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from services.vault.adapters.tables import LOG


class SqlLogEnds:
    """Implements the port `LogEnds` on the event store's access log."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def last_number(self, vault_id: UUID) -> int:
        """The number of the newest line, 0 without any."""
        table = LOG.access_log
        if table is None:
            raise RuntimeError("the vault keeps an access log")
        query = sa.select(sa.func.max(table.c.number)).where(table.c.subject_id == vault_id)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar() or 0
