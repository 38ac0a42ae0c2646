"""The API describes itself, all of it."""

from __future__ import annotations

import pytest

from shared.contracts.directory import ListMyOrganisations, Organisation, Organisations
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


@pytest.mark.feature("G8")
def test_every_operation_tells_the_shape_of_its_refusals_and_every_body_has_an_example(house: House) -> None:
    schema = house.client.get("/schema/openapi.json").json()
    for verbs in schema["paths"].values():
        for verb, operation in verbs.items():
            assert "application/problem+json" in operation["responses"]["default"]["content"]
            headers = {p["name"] for p in operation.get("parameters", []) if p["in"] == "header"}
            assert ("Idempotency-Key" in headers) <= (verb == "post")
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body:
                name = body["schema"]["$ref"].rpartition("/")[2]
                assert schema["components"]["schemas"][name]["examples"], name


@pytest.mark.feature("G8")
def test_an_unchanged_answer_is_not_sent_twice(house: House) -> None:
    headers = house.sign_up()
    first = house.client.get("/api/v1/organisations", headers=headers)
    again = house.client.get(
        "/api/v1/organisations", headers=headers | {"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    house.caller.replies[ListMyOrganisations] = lambda *_: Organisations(
        organisations=[Organisation(id="1", name="Relais")]
    )
    changed = house.client.get(
        "/api/v1/organisations", headers=headers | {"If-None-Match": first.headers["etag"]}
    )
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]
