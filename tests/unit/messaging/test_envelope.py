"""A fact travels as a CloudEvent and comes back the same; what is not one of ours is told apart."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cloudevents.core.formats.json import JSONFormat

from shared.contracts.shapes import PublishedFact
from shared.messaging.envelope import UndecodableError, routing_key, seal, unseal

FACT = PublishedFact(
    position=42,
    type="vault.consent_granted",
    version=1,
    subject="v-1",
    subject_version=7,
    data=msgspec.Raw(b'{"scope":["identity"],"added_later":1}'),
    recorded_at=datetime(2031, 3, 4, 12, 0, 0, 5000, tzinfo=UTC),
)
BODY = seal("idf", "vault", "e-1", FACT)


def test_a_fact_comes_back_as_it_left() -> None:
    received = unseal(BODY)
    assert (received.service, received.epoch) == ("vault", "e-1")
    assert received.fact == FACT


def test_a_fact_is_named_located_and_numbered() -> None:
    document = json.loads(BODY)
    assert document["id"] == "e-1/42/1"
    assert document["source"] == "/maillon/idf/vault/e-1"
    assert document["type"] == "fr.maillon.vault.consent_granted.v1"
    assert document["subjectversion"] == 7
    assert routing_key(FACT) == "vault.consent_granted.v1"


def test_the_cloudevents_library_reads_ours() -> None:
    event = JSONFormat().read(None, BODY)
    assert (event.get_id(), event.get_subject(), event.get_time()) == ("e-1/42/1", "v-1", FACT.recorded_at)
    assert event.get_extension("sequence") == "0000000000000000042"
    assert event.get_data() == {"scope": ["identity"], "added_later": 1}


def test_sequences_compare_as_texts() -> None:
    ninth = msgspec.structs.replace(FACT, position=9)
    tenth = msgspec.structs.replace(FACT, position=10)
    first, second = (json.loads(seal("idf", "vault", "e-1", fact))["sequence"] for fact in (ninth, tenth))
    assert first < second


def broken(**changes: object) -> bytes:
    return json.dumps({**json.loads(BODY), **changes}).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"hello":"world"}',
        broken(type="com.example.thing"),
        broken(source="/elsewhere"),
        broken(sequence="seven"),
        broken(time="yesterday"),
        broken(time="2031-03-04T12:00:00"),
        broken(subjectversion="x"),
        broken(pad="x" * 300_000),
    ],
)
def test_what_is_not_ours_cannot_be_read(body: bytes) -> None:
    with pytest.raises(UndecodableError):
        unseal(body)


def test_the_first_version_of_a_fact_says_that_another_follows() -> None:
    first = msgspec.structs.replace(FACT, more=True)
    assert json.loads(seal("idf", "vault", "e-1", first))["moreversions"] is True
    assert unseal(seal("idf", "vault", "e-1", first)).fact == first
    assert "moreversions" not in json.loads(BODY)


def test_attributes_added_later_are_no_obstacle() -> None:
    read = unseal(broken(recordedtime="2031-03-04T12:00:00Z")).fact
    assert msgspec.json.decode(read.data) == msgspec.json.decode(FACT.data)
    assert msgspec.structs.replace(read, data=FACT.data) == FACT


@pytest.mark.real_data
def test_the_specification_s_own_schema_accepts_ours(real_data: Path) -> None:
    import jsonschema_rs

    schema = json.loads((real_data / "events/cloudevents-spec/cloudevents.json").read_text())
    jsonschema_rs.validate(schema, json.loads(BODY))
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(schema, {**json.loads(BODY), "id": ""})
