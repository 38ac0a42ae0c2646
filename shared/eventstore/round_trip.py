"""psycopg's own connection under SQLAlchemy's: statements sent together (its pipeline) and answered in one
round trip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.rows import namedtuple_row
from sqlalchemy import exc


@contextmanager
def driver_of(connection: sa.Connection) -> Iterator[psycopg.Connection[Any]]:
    """The driver's connection, its errors told as SQLAlchemy's."""
    driver: Any = connection.connection.driver_connection
    try:
        yield driver
    except psycopg.Error as why:
        gone = driver.closed
        if gone:
            connection.invalidate(why)
        raise exc.DBAPIError.instance(
            None, None, why, psycopg.Error, True, connection_invalidated=gone, dialect=connection.dialect
        ) from why


def ask(driver: psycopg.Connection[Any], statement: str, *values: Any) -> psycopg.Cursor[Any]:
    """Planned anew each time; in a pipeline its rows are there when they are fetched."""
    cursor = driver.cursor(row_factory=namedtuple_row)
    return cursor.execute(statement, values, prepare=False, binary=True)
