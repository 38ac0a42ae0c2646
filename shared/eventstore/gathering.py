"""A connection for a view that is given many events: plain inserts of rows are held, and sent together.

What a view does else (change, remove, read) sees all that it wrote before: held rows go first, the tables in
the view's order. An insert that the database refuses raises then, or at `send`, not where it was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa

HELD_MAX_ROWS = 5_000


class Gathering:
    """`connection` with inserts held back; `send` before its transaction ends."""

    def __init__(self, connection: sa.Connection, tables: Sequence[sa.Table]) -> None:
        self._connection = connection
        self._held: dict[sa.Table, list[dict[str, Any]]] = {table: [] for table in tables}
        self._plain = {table: sa.insert(table) for table in tables}
        self._count = 0

    def as_connection(self) -> sa.Connection:
        """Itself, as a view's `apply` names it."""
        return cast(sa.Connection, self)

    def execute(self, statement: Any, parameters: Any = None, **options: Any) -> Any:
        """Hold a plain insert of one row (it then returns None); do anything else at once."""
        if isinstance(parameters, dict) and not options and self._is_plain(statement):
            self._hold(statement.table, parameters)
            return None
        self.send()
        return self._connection.execute(statement, parameters, **options)

    def send(self) -> None:
        """Write what is held."""
        self._count = 0
        for table, rows in self._held.items():
            if rows:
                self._held[table] = []
                self._connection.execute(self._plain[table], rows)

    def __getattr__(self, name: str) -> Any:
        self.send()
        return getattr(self._connection, name)

    def _is_plain(self, statement: Any) -> bool:
        if type(statement) is not sa.Insert:  # a dialect's own may meet a row that exists
            return False
        plain = self._plain.get(cast(sa.Table, statement.table))
        return plain is not None and bool(statement.compare(plain))

    def _hold(self, table: sa.Table, row: dict[str, Any]) -> None:
        rows = self._held[table]
        if self._count >= HELD_MAX_ROWS or (rows and rows[0].keys() != row.keys()):
            self.send()
            rows = self._held[table]
        rows.append(row)
        self._count += 1
