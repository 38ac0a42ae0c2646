"""A directory on SQLite files of its own, for each test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.directory.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.uses.close()


@pytest.fixture
def staffed(office: Office) -> Office:
    """Agnès manages an organisation where Bruno works; Chloé is verified elsewhere; Driss is not verified."""
    for name in ("Agnès", "Chloé"):
        office.register(name, verified=True)
    for name in ("Bruno", "Driss"):
        office.register(name)
    office.organisation("Agnès", "Bruno")
    return office
