"""Archives made for people: which, whose, until when. The key of each is told once and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from services.vault.adapters.tables import EXPORT_ARCHIVE


class SqlExports:
    """Implements the port `Exports`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def keep(self, blob_id: UUID, vault_id: UUID, expires_at: datetime) -> None:
        with self._engine.begin() as connection:
            row = {"blob_id": blob_id, "vault_id": vault_id, "expires_at": expires_at}
            connection.execute(sa.insert(EXPORT_ARCHIVE), row)

    def expired(self, now: datetime, limit: int) -> Sequence[UUID]:
        return self._select(EXPORT_ARCHIVE.c.expires_at <= now, limit)

    def of_vault(self, vault_id: UUID, limit: int) -> Sequence[UUID]:
        return self._select(EXPORT_ARCHIVE.c.vault_id == vault_id, limit)

    def drop(self, blob_id: UUID) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.delete(EXPORT_ARCHIVE).where(EXPORT_ARCHIVE.c.blob_id == blob_id))

    def _select(self, which: sa.ColumnElement[bool], limit: int) -> Sequence[UUID]:
        query = sa.select(EXPORT_ARCHIVE.c.blob_id).where(which).limit(limit)
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())
