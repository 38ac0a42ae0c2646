"""The JSON Schema (2020-12) of a fact's data, made from its contract; and its fields in words, for people."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from shared.contracts.shapes import Fact

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_id(fact_type: str, version: int) -> str:
    """The stable address of a schema, which envelopes carry as `dataschema`."""
    return f"urn:maillon:fact:{fact_type}:{version}"


def fact_schema(kind: type[Fact], example: Any = None) -> dict[str, Any]:
    """The schema of one fact, whole: what it refers to is inside it."""
    made = tidy(msgspec.json.schema(kind))
    definitions: dict[str, Any] = made["$defs"]
    own = definitions.pop(made["$ref"].rpartition("/")[2])
    schema = {"$schema": DIALECT, "$id": schema_id(kind.TYPE, kind.VERSION), **own}
    schema["x-subject"] = kind.SUBJECT
    if definitions:
        schema["$defs"] = definitions
    if example is not None:
        schema["examples"] = [example]
    return schema


def shared_schemas(kinds: Iterable[type[Fact]], template: str) -> dict[str, Any]:
    """The schemas of facts and of what they refer to, by class name; references follow `template`."""
    _, components = msgspec.json.schema_components(kinds, ref_template=template)
    made: dict[str, Any] = tidy(components)
    return made


def tidy(schema: Any) -> Any:
    """The same, each description without the indentation it has in the code."""
    if isinstance(schema, dict):
        return {
            name: inspect.cleandoc(value) if name == "description" and isinstance(value, str) else tidy(value)
            for name, value in schema.items()
        }
    return [tidy(one) for one in schema] if isinstance(schema, list) else schema


@dataclass(frozen=True)
class FieldWords:
    """A field as people read it; `default` is JSON text, empty when the field is required."""

    name: str
    kind: str
    default: str


def fields_in_words(schema: dict[str, Any]) -> list[FieldWords]:
    """The fields of an object's schema, in its order."""
    required = schema.get("required", ())
    return [
        FieldWords(name, _words(of), "" if name in required else msgspec.json.encode(of["default"]).decode())
        for name, of in schema["properties"].items()
    ]


def parts_in_words(schema: dict[str, Any]) -> dict[str, list[FieldWords]]:
    """The fields of each thing that a fact's schema refers to, by its name."""
    return {name: fields_in_words(of) for name, of in schema.get("$defs", {}).items() if "properties" in of}


def _words(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(_words(one) for one in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_words(schema['items'])}"
    return str(schema.get("format") or schema.get("type") or "anything")
