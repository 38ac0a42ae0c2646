"""Many new rows of one table at once: COPY on PostgreSQL, one statement with many parameters elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from psycopg import sql

from shared.eventstore.rows import Row

Process = Callable[[Any], Any] | None


def add_all(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Add `rows` in the connection's transaction; columns that a row doesn't name take their default. Raises
    what an insert raises."""
    together: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        together.setdefault(tuple(row), []).append(row)
    for names, alike in together.items():
        if connection.dialect.name == "postgresql":
            _copy(connection, table, names, alike)
        else:
            connection.execute(sa.insert(table), alike)


def _copy(connection: sa.Connection, table: sa.Table, names: tuple[str, ...], rows: Sequence[Row]) -> None:
    schema = connection.schema_for_object(table)
    into = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(*([schema] if schema else []), table.name),
        sql.SQL(", ").join(map(sql.Identifier, names)),
    )
    processes = [_process(connection, table.c[name]) for name in names]
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(_values(row, processes))
    except connection.dialect.loaded_dbapi.Error as why:
        told = into.as_string(driver)
        raise sa.exc.DBAPIError.instance(
            told, None, why, connection.dialect.loaded_dbapi.Error, hide_parameters=True
        ) from why


def _values(row: Row, processes: Sequence[Process]) -> Sequence[Any]:
    if not any(processes):
        return tuple(row.values())
    return [
        value if process is None else process(value)
        for value, process in zip(row.values(), processes, strict=True)
    ]


def _process(connection: sa.Connection, column: sa.Column[Any]) -> Process:
    """What makes a value one of the driver's, as an insert does."""
    dialect = connection.dialect
    return column.type.dialect_impl(dialect).bind_processor(dialect)
