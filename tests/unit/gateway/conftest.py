"""The house every gateway test may ask for: one application for all (it takes a third of a second), made
clean.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.gateway.house import House, a_house


@pytest.fixture(scope="session")
def shared_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("gateway"), requests_per_minute=0) as opened:
        yield opened


@pytest.fixture
def house(shared_house: House) -> House:
    shared_house.clean()
    return shared_house
