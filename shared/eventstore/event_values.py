"""Event values as plain JSON and back: no Python name is stored inside values; the event's annotations say
the types.

UUID, datetime, date, Decimal, tuple, set, enum, dataclass and msgspec.Struct come back as annotated.
"""

from __future__ import annotations

import inspect
from functools import lru_cache
from typing import Any, get_type_hints

import msgspec

from shared.eventstore.erased import ERASED


def to_plain(value: Any) -> Any:
    """`value` as JSON's own types; sets are sorted, so that the same value always gives the same bytes."""
    return msgspec.to_builtins(value, str_keys=True, order="deterministic", builtin_types=())


def from_plain(event_class: type, values: dict[str, Any]) -> dict[str, Any]:
    """The values as the annotations of `event_class` say; what it doesn't annotate stays plain."""
    types = value_types(event_class)
    return {
        name: value
        if value is ERASED or type(value) is types.get(name, Any)  # a text annotated as one, often
        else msgspec.convert(value, types.get(name, Any), str_keys=True)
        for name, value in values.items()
    }


@lru_cache(maxsize=4096)
def value_types(event_class: type) -> dict[str, Any]:
    """The type of each attribute of an event class."""
    try:
        hints = get_type_hints(event_class)
    except NameError as unknown:
        raise TypeError(
            f"{event_class.__qualname__} is annotated with a name its module lacks: {unknown}"
        ) from None
    return {name: Any if hint is inspect.Parameter.empty else hint for name, hint in hints.items()}
