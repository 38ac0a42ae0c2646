"""A vault service with the real examination of papers, on either store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.vault.adapters.documents import Examiner
from services.vault.adapters.intake import DocumentIntake
from tests.unit.vault.house import House


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made = House(tmp_path, url)
    made.intake = DocumentIntake(made.blobs, Examiner())
    made.open()
    yield made
    made.close()
