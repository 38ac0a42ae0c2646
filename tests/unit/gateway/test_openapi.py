"""The API describes itself, all of it."""

from __future__ import annotations

import pytest

from tests.unit.gateway.house import House

OPERATIONS_MIN = 38


@pytest.mark.feature("G8")
def test_every_operation_is_described_in_openapi_3_1(house: House) -> None:
    schema = house.client.get("/schema/openapi.json").json()
    operations = [(path, verb, op) for path, verbs in schema["paths"].items() for verb, op in verbs.items()]
    assert schema["openapi"].startswith("3.1")
    assert len(operations) >= OPERATIONS_MIN
    assert all(path.startswith("/api/v1") for path, _, _ in operations)
    ids = [op["operationId"] for _, _, op in operations]
    assert len(set(ids)) == len(ids)
    assert all(op.get("summary") for _, _, op in operations)
