"""One example for each fact and version: read by today's contract and said again the same, by all sides."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

import msgspec
import pytest

import shared.contracts
from shared.contracts.catalogue import MODULES, contract_name, examples, fact_kinds
from shared.contracts.fact_schema import fact_schema
from shared.contracts.shapes import Fact
from shared.messaging.asyncapi import example_event
from shared.messaging.envelope import unseal

EXAMPLES = Path(__file__).with_name("examples")
KINDS = fact_kinds()


def test_every_module_of_contracts_that_has_facts_is_in_the_catalogue() -> None:
    names = [f"shared.contracts.{module.name}" for module in pkgutil.iter_modules(shared.contracts.__path__)]
    with_facts = {
        kind.__module__
        for name in names
        for kind in vars(import_module(name)).values()
        if isinstance(kind, type) and issubclass(kind, Fact) and hasattr(kind, "TYPE")
    }
    assert with_facts == {module.__name__ for module in MODULES}


def test_there_is_one_example_for_each_fact_and_version_and_no_other() -> None:
    assert sorted(path.stem for path in EXAMPLES.glob("*.json")) == sorted(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_an_example_is_read_and_said_again_the_same(name: str) -> None:
    data = (EXAMPLES / f"{name}.json").read_bytes()
    fact = msgspec.json.decode(data, type=KINDS[name])
    assert msgspec.json.decode(msgspec.json.encode(fact)) == msgspec.json.decode(data)
    assert fact.subject()


@pytest.mark.parametrize("name", KINDS)
def test_readers_pass_over_what_a_newer_version_added(name: str) -> None:
    data = examples()[name]
    newer = msgspec.json.encode({**data, "added_later": {"n": 1}})
    assert msgspec.json.decode(newer, type=KINDS[name]) == msgspec.convert(data, KINDS[name])


@pytest.mark.parametrize("name", KINDS)
def test_an_example_travels_in_its_envelope_and_holds_to_its_schema(name: str) -> None:
    import jsonschema_rs

    event = example_event(KINDS[name], examples()[name])
    fact = unseal(msgspec.json.encode(event)).fact
    assert fact.is_a(KINDS[name])
    assert contract_name(KINDS[name]) == f"{fact.type}.v{fact.version}"
    schema = fact_schema(KINDS[name])
    jsonschema_rs.validate(schema, event["data"])
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(schema, {})
