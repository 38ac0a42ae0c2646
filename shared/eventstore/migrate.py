"""Migrations: Alembic owns every table, in both dialects; of several processes that boot at once, one
migrates.

`migrate(database, "services.vault")` brings a service's tables to the newest revision of
`services/vault/migrations` and gives the feed its head. A developer writes the next revision with `python -m
shared.eventstore.migrate revision vault "Add the contact view"`.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from shared.eventstore.database import Database
from shared.eventstore.file_lock import locked_file
from shared.eventstore.tables import HEAD_ID

LOCK_WAIT_S = 60  # the longest we wait for another process that migrates
MIGRATION_TIMEOUT_S = 600
ADVISORY_LOCK = 0x6D61696C  # "mail": one number for the whole project, each service has its own database
VERSION_TABLE = "alembic_version"
KEY_VERSION_TABLE = "alembic_version_keys"  # its own, should keys ever share a database
KEY_MIGRATIONS = "shared.eventstore.key_migrations"


def migrate(database: Database, service: str) -> None:
    """Bring the tables of `service` ("services.vault") up to date; idempotent, safe when many boot at
    once."""
    for engine in database.engines():
        upgrade(engine, f"{service}.migrations")


def migrate_keys(engine: sa.Engine) -> None:
    """Bring the subject keys' table up to date."""
    upgrade(engine, KEY_MIGRATIONS, KEY_VERSION_TABLE)


def upgrade(engine: sa.Engine, package: str, version_table: str = VERSION_TABLE) -> None:
    """Run the revisions of `package` that this database lacks, in one transaction, under a lock."""
    script = scripts_of(package)
    with _alone(engine) as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": version_table,
                "fn": lambda rev, _context: script._upgrade_revs("heads", rev),
            },
        )
        with Operations.context(context):
            context.run_migrations()
        if sa.inspect(connection).has_table("feed_head"):
            connection.execute(sa.text(_FIRST_HEAD), {"id": HEAD_ID, "epoch": str(uuid4())})


_FIRST_HEAD = """
insert into feed_head (id, epoch, event_position, feed_position, log_position)
select :id, :epoch, 0, 0, 0 where not exists (select 1 from feed_head)
"""


def drift(database: Database, metadata: sa.MetaData, version_table: str = VERSION_TABLE) -> list[Any]:
    """The differences between the migrated tables and `metadata`: a test proves there are none."""
    found: list[Any] = []
    for engine in database.engines():
        with engine.connect() as connection:
            found += compare_metadata(compared(connection, version_table), metadata)
    return found


def compared(connection: sa.Connection, version_table: str = VERSION_TABLE) -> MigrationContext:
    """The context in which metadata is compared with a database."""
    return MigrationContext.configure(
        connection, opts={"compare_type": True, "version_table": version_table, "render_item": _render}
    )


def scripts_of(package: str) -> ScriptDirectory:
    """The revisions in the files of `package`."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"no package {package}")
    folder = str(Path(next(iter(spec.submodule_search_locations))))
    config = Config()
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("version_locations", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    return ScriptDirectory.from_config(config)


def _render(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types as plain SQLAlchemy, so that a revision never changes with the code."""
    if kind == "type" and type(item).__module__.startswith(("shared.", "services.")):
        return f"sa.{item.impl!r}"
    return False


@contextmanager
def _alone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that no other process migrates beside."""
    if engine.dialect.name == "sqlite":
        with locked_file(Path(f"{engine.url.database}.migrating"), LOCK_WAIT_S), engine.begin() as connection:
            yield connection
        return
    with engine.begin() as connection:
        connection.execute(sa.text(f"set local lock_timeout = '{LOCK_WAIT_S}s'"))
        connection.execute(sa.text(f"set local statement_timeout = '{MIGRATION_TIMEOUT_S}s'"))
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_LOCK)))
        yield connection


if __name__ == "__main__":
    from shared.eventstore.new_revision import main

    main(sys.argv[1:])
