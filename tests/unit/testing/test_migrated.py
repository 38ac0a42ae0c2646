"""A database made by repeating what migrations wrote is the one that they make."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from shared.eventstore.database import Database, open_database
from shared.eventstore.migrate import migrate
from shared.testing.migrated import migrated


def tables(database: Database) -> list[list[str]]:
    """The statements that make the tables and indexes of each file, as SQLite keeps them."""
    asked = sa.text("select sql from sqlite_master where sql is not null order by name")
    found = []
    for engine in database.engines():
        with engine.connect() as connection:
            found.append(list(connection.execute(asked).scalars()))
    return found


def rows(database: Database, statement: str) -> list[str]:
    with database.events.connect() as connection:
        return list(connection.execute(sa.text(statement)).scalars())


@pytest.mark.parametrize("service", ["vault", "directory", "ingest", "notifications"])
def test_the_tables_are_the_same(tmp_path: Path, service: str) -> None:
    made = [open_database(f"sqlite:///{tmp_path}/{number}", service) for number in range(3)]
    migrate(made[0], f"services.{service}")
    for database in made[1:]:
        migrated(database, f"services.{service}")
    whole = tables(made[0])
    assert all(len(statements) > 5 for statements in whole)
    assert [tables(database) for database in made[1:]] == [whole, whole]
    revisions = [rows(database, "select version_num from alembic_version") for database in made]
    assert revisions[0]
    assert revisions[0] == revisions[1] == revisions[2]
    assert len({epoch for database in made for epoch in rows(database, "select epoch from feed_head")}) == 3
    for database in made:
        database.close()


def test_what_is_there_stays(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}", "vault")
    migrated(database, "services.vault")
    epoch = rows(database, "select epoch from feed_head")
    migrated(database, "services.vault")
    assert rows(database, "select epoch from feed_head") == epoch
    database.close()
