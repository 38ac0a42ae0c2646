"""The AsyncAPI 3.0 document of what Maillon publishes: one channel and one message for each fact and version.

Made from the contracts and from the topology, so that it cannot say anything else than the code does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from shared.contracts.catalogue import contract_name
from shared.contracts.fact_schema import schema_id, shared_schemas
from shared.contracts.shapes import Fact, PublishedFact
from shared.messaging.envelope import CONTENT_TYPE, TYPE_PREFIX, as_document, seal
from shared.messaging.topology import FACTS_EXCHANGE

SCHEMAS = "#/components/schemas/{name}"
ENVELOPE = "CloudEvent"
BINDING_VERSION = "0.3.0"
EXAMPLE_EPOCH = "3f1c9a52-8d0e-4b67-9a55-2f0f6c1d7e10"
EXAMPLE_TIME = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DESCRIPTION = (
    "Every fact is published once it is stored, in the order of its service's feed, as a CloudEvent 1.0 in "
    "structured JSON. Deliveries may repeat: `source` and `sequence` (the position in the feed, without gap) "
    "tell what was received already and what is missing. Facts hold ids, codes and dates, no personal data. "
    "An optional field may be added to a version; any other change makes a new version, published at the "
    "same position beside the old one until nobody reads that."
)


def asyncapi_document(
    kinds: Mapping[str, type[Fact]], examples: Mapping[str, Any], version: str
) -> dict[str, Any]:
    """The document, as plain JSON values. `examples`: data by contract name; `version`: of the software."""
    return {
        "asyncapi": "3.0.0",
        "id": "urn:maillon:facts",
        "info": {
            "title": "Maillon: facts",
            "version": version,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": {"broker": _SERVER},
        "channels": {name: _channel(name) for name in kinds},
        "operations": {f"publish.{name}": _operation(name) for name in kinds},
        "components": {
            "messages": {name: _message(kind, examples.get(name)) for name, kind in kinds.items()},
            "schemas": {ENVELOPE: _ENVELOPE, **shared_schemas(kinds.values(), SCHEMAS)},
        },
    }


def example_event(kind: type[Fact], data: Any) -> dict[str, Any]:
    """The envelope in which this data would be published."""
    fact = msgspec.convert(data, kind)
    published = PublishedFact(
        position=1,
        type=kind.TYPE,
        version=kind.VERSION,
        subject=fact.subject(),
        subject_version=1,
        data=msgspec.Raw(msgspec.json.encode(data)),
        recorded_at=EXAMPLE_TIME,
    )
    return as_document(seal("idf", kind.TYPE.partition(".")[0], EXAMPLE_EPOCH, published))


def _channel(name: str) -> dict[str, Any]:
    exchange = {"name": FACTS_EXCHANGE, "type": "topic", "durable": True, "autoDelete": False}
    return {
        "address": name,
        "messages": {"fact": {"$ref": f"#/components/messages/{name}"}},
        "bindings": {"amqp": {"is": "routingKey", "exchange": exchange, "bindingVersion": BINDING_VERSION}},
    }


def _operation(name: str) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{name}"},
        "messages": [{"$ref": f"#/channels/{name}/messages/fact"}],
        "bindings": {"amqp": {"deliveryMode": 2, "mandatory": True, "bindingVersion": BINDING_VERSION}},
    }


def _message(kind: type[Fact], example: Any) -> dict[str, Any]:
    own = {
        "type": {"const": f"{TYPE_PREFIX}{contract_name(kind)}"},
        "dataschema": {"const": schema_id(kind.TYPE, kind.VERSION)},
        "data": {"$ref": SCHEMAS.format(name=kind.__name__)},
    }
    envelope = {"$ref": SCHEMAS.format(name=ENVELOPE)}
    message = {
        "name": contract_name(kind),
        "title": kind.__name__,
        "summary": " ".join((kind.__doc__ or "").split()),
        "contentType": CONTENT_TYPE,
        "tags": [{"name": kind.TYPE.partition(".")[0]}],
        "payload": {"allOf": [envelope, {"type": "object", "properties": own}]},
    }
    if example is not None:
        message["examples"] = [{"name": "example", "payload": example_event(kind, example)}]
    return message


_SERVER = {
    "host": "{host}",
    "protocol": "amqp",
    "protocolVersion": "0.9.1",
    "description": "RabbitMQ of the installation; a partner reads a queue of its own.",
    "variables": {"host": {"default": "localhost:5672"}},
}
_TEXT = {"type": "string", "minLength": 1}
_ENVELOPE = {
    "type": "object",
    "description": "A CloudEvent 1.0, with the extension attributes sequence, subjectversion, moreversions.",
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {**_TEXT, "description": "epoch/position/version: names the fact for ever"},
        "source": {**_TEXT, "format": "uri-reference", "description": "/maillon/region/service/epoch"},
        "type": _TEXT,
        "subject": {**_TEXT, "description": "what the fact is about"},
        "time": {"type": "string", "format": "date-time", "description": "when it was stored"},
        "datacontenttype": {"const": "application/json"},
        "dataschema": {**_TEXT, "format": "uri"},
        "sequence": {
            "type": "string",
            "pattern": "^[0-9]{19}$",
            "description": "position in the feed of the service, without gap, from 1",
        },
        "subjectversion": {"type": "integer", "minimum": 0, "description": "version of the subject, 0: none"},
        "moreversions": {"const": True, "description": "the same fact follows in a higher version"},
        "data": {"type": "object"},
    },
    "required": [
        "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "sequence",
        "subjectversion", "data",
    ],
}  # fmt: skip
