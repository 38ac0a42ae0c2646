"""A desk on each real store: SQLite files, and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.eventstore.database import Database, open_database
from shared.testing.migrated import migrated
from tests.unit.ingest.registers import Desk, desk_on


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = (
        f"sqlite:///{tmp_path}/var" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    )
    opened = open_database(url, "ingest")
    migrated(opened, "services.ingest")
    yield opened
    opened.close()


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return desk_on(database, tmp_path)
