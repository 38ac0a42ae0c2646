"""A directory on either store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.directory.office import Office


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made = Office(tmp_path, url)
    yield made
    made.uses.close()
