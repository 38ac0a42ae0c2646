"""Every error of the API has one shape (RFC 9457) and says what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from shared.contracts.directory import GetOrganisation, ListMyOrganisations
from shared.problems import Conflict, NotAllowed, Unavailable
from tests.unit.gateway.house import House


def check_shape(answer: Any, status: int, code: str, kind: str, field: str = "") -> None:
    body = answer.json()
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert (body["status"], body["code"], body["kind"], body["field"]) == (status, code, kind, field)
    assert body["type"] == f"urn:maillon:problem:{code}"
    assert body["title"]
    assert body["correlation_id"] == answer.headers["x-correlation-id"]


@pytest.mark.feature("G8")
def test_json_that_is_not_json_is_told_so(house: House) -> None:
    answer = house.client.post(
        "/api/v1/sessions", content=b"{broken", headers={"Content-Type": "application/json"}
    )
    check_shape(answer, 400, "malformed", "invalid_input")


@pytest.mark.feature("G8")
def test_a_missing_field_is_named(house: House) -> None:
    answer = house.client.post("/api/v1/accounts", json={"given_name": "Agnès"})
    check_shape(answer, 422, "missing", "invalid_input", "family_name")


def test_an_unknown_field_is_named(house: House) -> None:
    answer = house.client.post("/api/v1/sessions", json={"surprise": 1})
    check_shape(answer, 422, "unknown_field", "invalid_input", "surprise")


def test_a_nested_field_of_the_wrong_type_is_named(house: House) -> None:
    headers = house.sign_up()
    terms = {"grantee": {"kind": "dog", "id": "x"}, "scope": {}, "actions": ["see"], "purpose": "rights"}
    answer = house.client.post("/api/v1/vaults/1/consents", json={"terms": terms}, headers=headers)
    check_shape(answer, 422, "malformed", "invalid_input", "terms.grantee.kind")


def test_a_query_out_of_bounds_is_named(house: House) -> None:
    answer = house.client.get("/api/v1/places", params={"lat": 120})
    check_shape(answer, 422, "malformed", "invalid_input", "lat")


def test_an_unknown_address_and_a_wrong_method_are_problems(house: House) -> None:
    check_shape(house.client.get("/api/v1/nothing"), 404, "no_such_address", "not_found")
    answer = house.client.put("/api/v1/me")
    check_shape(answer, 405, "method_not_allowed", "not_allowed")
    assert "GET" in answer.headers["allow"]


def test_nobody_signed_in_is_told_to_sign_in(house: House) -> None:
    answer = house.client.get("/api/v1/me")
    check_shape(answer, 401, "not_signed_in", "not_allowed")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("problem", "status"),
    [(NotAllowed("no_consent", "Non."), 403), (Conflict("twice"), 409), (Unavailable("service_absent"), 503)],
)
def test_a_services_refusal_passes_with_its_status(house: House, problem: Exception, status: int) -> None:
    headers = house.sign_up()

    def refuse(*_: Any) -> Any:
        raise problem

    house.caller.replies[GetOrganisation] = refuse
    answer = house.client.get("/api/v1/organisations/1", headers=headers)
    assert isinstance(problem, NotAllowed | Conflict | Unavailable)
    check_shape(answer, status, problem.code, problem.kind)
    assert answer.headers.get("retry-after") == ("5" if status == 503 else None)


def test_accounts_whose_database_is_away_are_unavailable(house: House) -> None:
    headers = house.sign_up()

    def cut_off(*_: Any) -> Any:
        raise OperationalError("select 'Awa Exemple'", None, OSError())

    house.caller.replies[ListMyOrganisations] = cut_off
    answer = house.client.get("/api/v1/organisations", headers=headers)
    check_shape(answer, 503, "store_unavailable", "unavailable")
    assert answer.headers["retry-after"] == "5"
    assert "Awa" not in answer.text


def test_a_bug_says_nothing_but_where_to_look(house: House) -> None:
    headers = house.sign_up()

    def break_down(*_: Any) -> Any:
        raise RuntimeError("Awa Exemple, 0639980010")

    house.caller.replies[ListMyOrganisations] = break_down
    answer = house.client.get(
        "/api/v1/organisations", headers={**headers, "X-Correlation-Id": "demo-12345678"}
    )
    check_shape(answer, 500, "internal", "bug")
    assert "Awa" not in answer.text
    assert answer.json()["correlation_id"] == "demo-12345678"
