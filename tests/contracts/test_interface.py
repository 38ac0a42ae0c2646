"""The documents of the interface say what the contracts say, and are what their specifications ask for."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from deploy.tooling import interface
from shared.contracts.catalogue import examples, fact_kinds
from shared.contracts.fact_schema import fact_schema
from shared.messaging.asyncapi import ENVELOPE, asyncapi_document, example_event
from shared.messaging.envelope import SEQUENCE_DIGITS
from shared.messaging.topology import FACTS_EXCHANGE

KINDS = fact_kinds()


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return asyncapi_document(KINDS, examples(), "0.1.0")


def test_the_reference_is_the_one_that_the_contracts_write() -> None:
    assert interface.stale() == [], f"run: {interface.COMMAND}"


@pytest.mark.feature("G8")
def test_each_fact_has_a_channel_a_message_and_an_example(document: dict[str, Any]) -> None:
    assert list(document["channels"]) == list(KINDS)
    assert list(document["components"]["messages"]) == list(KINDS)
    for name, channel in document["channels"].items():
        assert channel["address"] == name
        assert channel["bindings"]["amqp"]["exchange"]["name"] == FACTS_EXCHANGE
        assert document["components"]["messages"][name]["examples"]
        assert document["components"]["messages"][name]["summary"]


def test_every_reference_of_the_document_leads_somewhere(document: dict[str, Any]) -> None:
    for target in references(document):
        place: Any = document
        for step in target.removeprefix("#/").split("/"):
            place = place[step]


def references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [str(value["$ref"])] if isinstance(value.get("$ref"), str) else []
        return own + [found for one in value.values() for found in references(one)]
    return [found for one in value for found in references(one)] if isinstance(value, list) else []


@pytest.mark.parametrize("name", KINDS)
def test_the_message_described_is_the_envelope_published(document: dict[str, Any], name: str) -> None:
    payload = document["components"]["messages"][name]["payload"]
    schema = {**payload, "components": document["components"]}
    event = example_event(KINDS[name], examples()[name])
    jsonschema_rs.validate(schema, event)
    other = next(one for one in KINDS if one != name)
    for wrong in ({"type": f"fr.maillon.{other}"}, {"sequence": "1"}, {"data": {}}, {"subject": ""}):
        with pytest.raises(jsonschema_rs.ValidationError):
            jsonschema_rs.validate(schema, {**event, **wrong})


def test_the_envelope_s_schema_knows_every_attribute_published(document: dict[str, Any]) -> None:
    known = document["components"]["schemas"][ENVELOPE]
    event = example_event(KINDS["gateway.signed_in.v1"], {"kind": "holder"})
    assert set(event) == set(known["required"])
    assert set(known["properties"]) - set(event) == {"moreversions"}
    assert known["properties"]["sequence"]["pattern"] == f"^[0-9]{{{SEQUENCE_DIGITS}}}$"


@pytest.mark.parametrize("name", KINDS)
def test_a_schema_names_itself_as_envelopes_name_it(name: str) -> None:
    event = example_event(KINDS[name], examples()[name])
    assert fact_schema(KINDS[name])["$id"] == event["dataschema"]


@pytest.mark.real_data
@pytest.mark.feature("G8")
def test_the_document_is_valid_against_the_official_schema(document: dict[str, Any], real_data: Path) -> None:
    official = json.loads(gzip.decompress((real_data / "events/asyncapi/3.0.0.json.gz").read_bytes()))
    jsonschema_rs.validate(official, document)
    for broken in ({"asyncapi": "2.6.0"}, {"info": {}}, {"channels": {"a": {"messages": []}}}):
        with pytest.raises(jsonschema_rs.ValidationError):
            jsonschema_rs.validate(official, document | broken)


@pytest.mark.real_data
def test_every_envelope_is_valid_against_the_specification_of_cloudevents(real_data: Path) -> None:
    official = json.loads((real_data / "events/cloudevents-spec/cloudevents.json").read_text())
    for name, kind in KINDS.items():
        event = example_event(kind, examples()[name])
        jsonschema_rs.validate(official, event)
        again = msgspec.structs.asdict(msgspec.convert(event["data"], kind))
        assert again.keys() == event["data"].keys()
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(official, {**event, "source": ""})
