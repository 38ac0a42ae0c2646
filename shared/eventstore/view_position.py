"""Where a view stands: its position row, locked while a batch is applied; and what its tables hold, as one
hash."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

PAGE = 1_000  # rows read at a time
Position = tuple[str, int]  # epoch, position


def read_position(engine: sa.Engine, positions: sa.Table, name: str) -> Position | None:
    """The view's (epoch, position), or None before its first batch."""
    with engine.connect() as connection:
        row = connection.execute(_row(positions, name)).first()
    return None if row is None else (row[0], row[1])


def lock_position(connection: sa.Connection, positions: sa.Table, name: str, epoch: str) -> Position:
    """The same, held until the transaction ends: replicas take turns. The row is made when it lacks."""
    locked = _row(positions, name).with_for_update()
    row = connection.execute(locked).first()
    if row is None:
        with suppress(sa.exc.IntegrityError), connection.begin_nested():  # another replica may make it first
            connection.execute(sa.insert(positions), {"name": name, "epoch": epoch, "position": 0})
        row = connection.execute(locked).one()
    return row[0], row[1]


def store_position(
    connection: sa.Connection, positions: sa.Table, name: str, epoch: str, position: int
) -> None:
    moved = sa.update(positions).where(positions.c.name == name)
    connection.execute(moved.values(epoch=epoch, position=position))


def place_at(connection: sa.Connection, positions: sa.Table, name: str, epoch: str, position: int) -> None:
    """The same, for who is alone with its tables: the row is made when it lacks."""
    kind = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {"name": name, "epoch": epoch, "position": position}
    moved = {"epoch": epoch, "position": position}
    connection.execute(kind(positions).values(row).on_conflict_do_update(index_elements=["name"], set_=moved))


def clear(connection: sa.Connection, tables: Sequence[sa.Table]) -> None:
    """Empty the tables, the last named first."""
    for table in reversed(tables):
        connection.execute(sa.delete(table))


def digest(engine: sa.Engine, tables: Sequence[sa.Table]) -> str:
    """SHA-256 of the rows of the tables, in primary-key order: equal digests, equal views."""
    with engine.connect() as connection:
        return digest_of(connection, tables)


def digest_of(connection: sa.Connection, tables: Sequence[sa.Table]) -> str:
    """The same, as the connection's transaction sees them."""
    found = hashlib.sha256()
    for table in tables:
        found.update(table.name.encode())
        rows = sa.select(table).order_by(*table.primary_key.columns)
        for row in connection.execute(rows, execution_options={"yield_per": PAGE}):
            found.update(msgspec.json.encode(list(row)))
    return found.hexdigest()


def digest_at(
    engine: sa.Engine, positions: sa.Table, name: str, tables: Sequence[sa.Table]
) -> tuple[str, int]:
    """The digest of a view and the position at which it is right: both of one moment, nobody waiting."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        row = connection.execute(_row(positions, name)).first()
        return digest_of(connection, tables), 0 if row is None else row[1]


def _row(positions: sa.Table, name: str) -> sa.Select[str, int]:
    return sa.select(positions.c.epoch, positions.c.position).where(positions.c.name == name)
