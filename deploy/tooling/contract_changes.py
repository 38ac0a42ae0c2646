"""What may change in a public fact without a new version: an optional field may be added, in the fact or in
what it holds. Everything else may break a reader that nobody here knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shared.contracts.fact_schema import fact_schema
from shared.contracts.shapes import Fact

WORDS = ("title", "description", "examples", "$schema", "$id")


def shape_of(kind: type[Fact]) -> dict[str, Any]:
    """A fact's schema without its words, what it refers to put in its place."""
    schema = fact_schema(kind)
    shape: dict[str, Any] = _shape(schema, schema.get("$defs", {}))
    return shape


def breaches(released: Any, now: Any, place: str = "") -> Iterator[str]:
    """Why readers of what was released may not read what is said now, one sentence each."""
    if not (_is_object(released) and _is_object(now)):
        yield from _differences(released, now, place)
        return
    before, after = released["properties"], now["properties"]
    was, is_now = set(released.get("required", ())), set(now.get("required", ()))
    for name in sorted(before.keys() - after.keys()):
        yield f"{place}{name} is gone"
    for name in sorted(after.keys() - before.keys()):
        if name in is_now:
            yield f"{place}{name} is new and required"
    for name in sorted(before.keys() & after.keys()):
        if (name in was) != (name in is_now):
            yield f"{place}{name} is {'required' if name in is_now else 'optional'} now"
        yield from breaches(before[name], after[name], f"{place}{name}.")
    if released.get("x-subject") != now.get("x-subject"):
        yield f"the subject was {released.get('x-subject')}, now {now.get('x-subject')}"


def _differences(released: Any, now: Any, place: str) -> Iterator[str]:
    """Lists and alternatives are compared part by part, anything else must be the same."""
    if isinstance(released, dict) and isinstance(now, dict) and released.keys() == now.keys():
        for key in ("items", "anyOf"):
            if key in released and released != now:
                rest = {name: value for name, value in released.items() if name != key}
                if rest == {name: value for name, value in now.items() if name != key}:
                    yield from _parts(released[key], now[key], place)
                    return
    if released != now:
        yield f"{place.rstrip('.')} is another type, default or limit"


def _parts(released: Any, now: Any, place: str) -> Iterator[str]:
    if not isinstance(released, list):
        yield from breaches(released, now, place)
    elif len(released) != len(now):
        yield f"{place.rstrip('.')} is another type, default or limit"
    else:
        for before, after in zip(released, now, strict=True):
            yield from breaches(before, after, place)


def _is_object(schema: Any) -> bool:
    return isinstance(schema, dict) and "properties" in schema


def _shape(schema: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_shape(one, definitions) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _shape(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    shape: dict[str, Any] = {}
    for name, value in schema.items():
        if name == "properties":
            shape[name] = {field: _shape(of, definitions) for field, of in value.items()}
        elif name not in (*WORDS, "$defs"):
            shape[name] = _shape(value, definitions)
    return shape
