"""A vault's database, migrated, and a feed in it as long as a bench needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from services.vault.adapters.tables import LOG
from shared.contracts.vault_facts import ConsentRevoked
from shared.eventstore.database import Database, open_database
from shared.eventstore.fact_lines import fact_values, lines_of
from shared.eventstore.migrate import migrate

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ROWS_PER_INSERT = 5_000


@contextmanager
def vault_database(url: str) -> Iterator[Database]:
    """The vault's tables in the empty database `url`."""
    database = open_database(url, "vault")
    try:
        migrate(database, "services.vault")
        yield database
    finally:
        database.close()


def fill_feed(engine: sa.Engine, count: int) -> None:
    """A feed of `count` facts, as a vault says them."""
    consent_id = str(uuid4())
    with engine.begin() as connection:
        for start in range(0, count, ROWS_PER_INSERT):
            positions = range(start + 1, min(count, start + ROWS_PER_INSERT) + 1)
            facts = [ConsentRevoked(vault_id=str(UUID(int=n)), consent_id=consent_id) for n in positions]
            rows = [fact_values(at, line, AT) for at, line in zip(positions, lines_of(facts), strict=True)]
            connection.execute(sa.insert(LOG.feed), rows)
        connection.execute(sa.update(LOG.feed_head).values(feed_position=count))
