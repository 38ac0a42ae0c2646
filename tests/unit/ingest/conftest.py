"""A desk on a migrated SQLite database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.eventstore.database import open_database
from shared.testing.migrated import migrated
from tests.unit.ingest.registers import Desk, desk_on


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = open_database(f"sqlite:///{tmp_path}/var", "ingest")
    migrated(database, "services.ingest")
    yield desk_on(database, tmp_path)
    database.close()
