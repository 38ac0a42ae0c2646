"""Migrated databases for tests: the first of a process is migrated, the next ones repeat what that wrote.

Alembic takes a second for what the database does in a hundredth. Repeated statements are those that the
revisions sent, so the tables are the same; that the revisions themselves are right on an empty and on an old
database is proven by tests that call `migrate`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from shared.eventstore.database import Database
from shared.eventstore.migrate import KEY_MIGRATIONS, KEY_VERSION_TABLE, VERSION_TABLE, upgrade

NOT_REPEATED = ("select", "pragma", "set local", "show", "begin")  # they ask, wait or open a transaction
Statement = tuple[str, Any]
_written: dict[tuple[str, str], list[Statement]] = {}


def migrated(database: Database, service: str) -> None:
    """As `migrate`: brings the tables of `service` ("services.vault") up to date."""
    for engine in database.engines():
        _brought_up(engine, f"{service}.migrations", VERSION_TABLE)


def migrated_keys(engine: sa.Engine) -> None:
    """As `migrate_keys`."""
    _brought_up(engine, KEY_MIGRATIONS, KEY_VERSION_TABLE)


def _brought_up(engine: sa.Engine, package: str, version_table: str) -> None:
    if engine.dialect.name == "sqlite":
        Path(str(engine.url.database)).parent.mkdir(parents=True, exist_ok=True)
    known = _written.get((package, engine.dialect.name))
    if known is None or _has(engine, version_table):
        with _writing(engine) as statements:
            upgrade(engine, package, version_table)
        if known is None:
            _written[package, engine.dialect.name] = statements
        return
    with engine.begin() as connection:
        cursor = connection.connection.cursor()
        for statement, parameters in known:
            cursor.execute(statement, parameters)
        if sa.inspect(connection).has_table("feed_head"):
            connection.execute(sa.text("update feed_head set epoch = :epoch"), {"epoch": str(uuid4())})


def _has(engine: sa.Engine, table: str) -> bool:
    with engine.connect() as connection:
        return sa.inspect(connection).has_table(table)


@contextmanager
def _writing(engine: sa.Engine) -> Iterator[list[Statement]]:
    """The statements sent meanwhile that change something, as the driver is given them."""
    sent: list[Statement] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.strip().lower().startswith(NOT_REPEATED):
            sent.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
