"""Rows of a page of events, folded in memory and written together: what was there before the page is removed
and changed first, then what the page left is added (COPY on PostgreSQL).

Promises what writing each at once gives (see Rows), in any order a view may choose: rows are written whenever
what is asked cannot be told from what is held.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from shared.eventstore.copy_rows import add_all
from shared.eventstore.rows import Row, Where, becoming, changing, found_by, removing

HELD_MAX = 100_000  # rows, changes and removals in memory: some 100 MB at most
Names = tuple[str, ...]
Values = tuple[Any, ...]


class HeldRows:
    """Holds what a view writes; `send` before the transaction of `connection` ends."""

    def __init__(self, connection: sa.Connection, tables: Sequence[sa.Table]) -> None:
        self._connection = connection
        self._held = {table: _Held(table) for table in tables}
        self._count = 0

    def add(self, table: sa.Table, row: Row) -> None:
        held = self._held[table]
        if self._count >= HELD_MAX or not held.add(row):
            self.send()
            held.add(row)  # a row that was there already is refused by the database, when it is written
        self._count += 1

    def change(self, table: sa.Table, where: Where, values: Row) -> None:
        held = self._held[table]
        if not held.change(where, values):
            self.send()
            held.change(where, values)
        self._count += 1

    def remove(self, table: sa.Table, where: Where) -> None:
        held = self._held[table]
        if not held.remove(where):
            self.send()
            held.remove(where)
        self._count += 1

    def send(self) -> None:
        """Write what is held, the tables in the view's order."""
        self._count = 0
        for held in reversed(self._held.values()):
            held.write_removed(self._connection)
        for held in self._held.values():
            held.write_changed(self._connection)
            held.write_added(self._connection)


class _Held:
    """Of one table. `added` are new rows; `removed` and `changed` are for rows written before them."""

    def __init__(self, table: sa.Table) -> None:
        self._table = table
        self._key: Names = tuple(column.key for column in table.primary_key.columns)
        self._key_names = set(self._key)
        self._key_of = itemgetter(*self._key)
        self._added: dict[Any, Row] = {}
        self._found: dict[Names, dict[Values, set[Any]]] = {}  # keys of `added` by other columns, once asked
        self._removed: dict[Names, dict[Values, None]] = {}
        self._changed_by: Names = ()
        self._changed: dict[Values, Row] = {}
        self._changed_names: set[str] = set()

    def add(self, row: Row) -> bool:
        """False: there is such a row already."""
        key = self._key_of(row)
        if key in self._added:
            return False
        self._added[key] = row
        for names, found in self._found.items():
            found.setdefault(_values(row, names), set()).add(key)
        return True

    def change(self, where: Where, values: Row) -> bool:
        """False: other changes must be written first. Raises ValueError (see Rows)."""
        names = tuple(where)
        if not (values.keys().isdisjoint(names) and values.keys().isdisjoint(self._key)):
            raise ValueError("a change moves what its row is found by")
        found = self._keys(names, where)
        if self._may_be_older(names, found):
            if self._changed and self._changed_by != names:
                return False
            self._changed_by = names
            self._changed.setdefault(tuple(where.values()), {}).update(values)
            self._changed_names.update(values)
        for key in found:
            self._added[key] = self._added[key] | values
        for others in [others for others in self._found if not values.keys().isdisjoint(others)]:
            del self._found[others]  # what rows were found by has changed: looked at again when asked
        return True

    def remove(self, where: Where) -> bool:
        """False: changes that decide which rows are found must be written first."""
        if not self._changed_names.isdisjoint(where):
            return False
        names = tuple(where)
        keys = list(self._keys(names, where))
        if self._may_be_older(names, keys):
            self._removed.setdefault(names, {})[tuple(where.values())] = None
        for key in keys:
            row = self._added.pop(key)
            for others, found in self._found.items():
                found[_values(row, others)].discard(key)
        return True

    def write_removed(self, connection: sa.Connection) -> None:
        for names, values in self._removed.items():
            wheres = [found_by(dict(zip(names, one, strict=True))) for one in values]
            connection.execute(removing(self._table, names), wheres)
        self._removed.clear()

    def write_changed(self, connection: sa.Connection) -> None:
        together: dict[Names, list[Row]] = {}
        for found, values in self._changed.items():
            where = found_by(dict(zip(self._changed_by, found, strict=True)))
            together.setdefault(tuple(values), []).append(where | becoming(values))
        for names, parameters in together.items():
            connection.execute(changing(self._table, self._changed_by, names), parameters)
        self._changed.clear()
        self._changed_names.clear()

    def write_added(self, connection: sa.Connection) -> None:
        add_all(connection, self._table, list(self._added.values()))
        self._added.clear()
        self._found.clear()

    def _may_be_older(self, names: Names, found: Collection[Any]) -> bool:
        """Whether rows from before the page may be meant too: not when the one row of a key is new."""
        return not found or set(names) != self._key_names

    def _keys(self, names: Names, where: Where) -> Collection[Any]:
        """Those of `added` that are found."""
        if set(names) == self._key_names:
            key = self._key_of(where)
            return (key,) if key in self._added else ()
        if names not in self._found:
            found: dict[Values, set[Any]] = {}
            for key, row in self._added.items():
                found.setdefault(_values(row, names), set()).add(key)
            self._found[names] = found
        return self._found[names].get(tuple(where.values()), ())


def _values(row: Row, names: Names) -> Values:
    return tuple(row.get(name) for name in names)
