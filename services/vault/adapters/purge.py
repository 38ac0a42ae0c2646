"""Erasing from the views: rows removed at once, and on SQLite their bytes too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import sqlalchemy as sa

from shared.eventstore.rows import Rows, SqlRows


class Forgetting(Protocol):
    """A view that can forget a vault."""

    def forget(self, rows: Rows, vault_id: UUID) -> None: ...


class SqlViews:
    """Implements the port `Views`. The views hold ids only; what remains in free pages is overwritten."""

    def __init__(self, engine: sa.Engine, views: Sequence[Forgetting]) -> None:
        self._engine = engine
        self._views = views

    def purge(self, vault_id: UUID) -> None:
        """Remove every row of the vault, without waiting for the projection to meet its end."""
        with self._engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA secure_delete = ON")
            rows = SqlRows(connection)
            for view in self._views:
                view.forget(rows, vault_id)
