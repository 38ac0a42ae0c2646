"""The gateway shows what the services publish: AsyncAPI, a schema for each fact, and a page to read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shared.contracts.catalogue import fact_kinds
from tests.unit.gateway.house import House

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"


@pytest.mark.feature("G8")
def test_anyone_reads_the_asyncapi_document_of_the_reference(house: House) -> None:
    answer = house.client.get("/schema/asyncapi.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == json.loads((REFERENCE / "asyncapi.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", fact_kinds())
def test_each_fact_has_its_schema(house: House, name: str) -> None:
    answer = house.client.get(f"/schema/facts/{name}.json")
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.json() == json.loads((REFERENCE / "facts" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", ["vault.consent_granted.v9.json", "vault.consent_granted.v1", "x"])
def test_a_fact_that_is_not_has_none(house: House, file: str) -> None:
    answer = house.client.get(f"/schema/facts/{file}")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_fact")


def test_the_page_lists_every_fact_with_its_fields_and_example(house: House) -> None:
    page = house.client.get("/interface")
    assert page.status_code == 200
    for name, kind in fact_kinds().items():
        assert f'href="/schema/facts/{name}.json"' in page.text
        assert all(f"<dt>{field}</dt>" in page.text for field in kind.__struct_fields__)
    assert page.text.count("<pre ") == len(fact_kinds())
    assert "<script" not in page.text
    assert "style=" not in page.text


def test_the_page_is_under_the_policy_of_every_page(house: House) -> None:
    assert "default-src 'none'" in house.client.get("/interface").headers["content-security-policy"]
    assert house.client.get("/static/interface.css").status_code == 200
