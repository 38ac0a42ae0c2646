"""How a view writes its tables: rows added, changed and removed, found by the values of some columns.

A view says what becomes of its rows, and whoever keeps it chooses how: each at once, while it follows the log
(SqlRows), or many together, when it is made again (held_rows.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Protocol

import sqlalchemy as sa

Row = dict[str, Any]
Where = Mapping[str, Any]  # column → the value that it holds
FOUND_BY, BECOMES = "found_", "becomes_"  # parameters: a column may be in both


class Rows(Protocol):
    """Each sees what was written before it. Refusals of the database may come later, at the latest with the
    batch."""

    def add(self, table: sa.Table, row: Row) -> None: ...

    def change(self, table: sa.Table, where: Where, values: Row) -> None:
        """Of every row found; `values` touch neither its key nor what it is found by."""

    def remove(self, table: sa.Table, where: Where) -> None: ...


class SqlRows:
    """One statement for each, in the transaction of `connection`."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add(self, table: sa.Table, row: Row) -> None:
        self._connection.execute(sa.insert(table), row)

    def change(self, table: sa.Table, where: Where, values: Row) -> None:
        statement = changing(table, tuple(where), tuple(values))
        self._connection.execute(statement, found_by(where) | becoming(values))

    def remove(self, table: sa.Table, where: Where) -> None:
        self._connection.execute(removing(table, tuple(where)), found_by(where))


def found_by(where: Where) -> Row:
    """The parameters of `changing` and `removing` that find rows."""
    return {FOUND_BY + name: value for name, value in where.items()}


def becoming(values: Row) -> Row:
    """The parameters of `changing` that rows are given."""
    return {BECOMES + name: value for name, value in values.items()}


@lru_cache(maxsize=256)
def changing(table: sa.Table, where: tuple[str, ...], names: tuple[str, ...]) -> sa.Update:
    """Change the columns `names` of the rows found by `where`."""
    new = {name: sa.bindparam(BECOMES + name, type_=table.c[name].type) for name in names}
    return sa.update(table).where(*_equal(table, where)).values(new)


@lru_cache(maxsize=256)
def removing(table: sa.Table, where: tuple[str, ...]) -> sa.Delete:
    """Remove the rows found by `where`."""
    return sa.delete(table).where(*_equal(table, where))


def _equal(table: sa.Table, names: tuple[str, ...]) -> list[sa.ColumnElement[bool]]:
    return [table.c[name] == sa.bindparam(FOUND_BY + name, type_=table.c[name].type) for name in names]
