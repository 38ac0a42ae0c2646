"""A copy that shares nothing which can change: what cannot change is shared, all the rest is copied.

`copy.deepcopy` walks into every value: a vault of 500 papers costs it 10 ms. Here a frozen dataclass or
Struct, whose fields are annotated with such types only, is taken as it is, if every class that is derived
from it may be too: a field may hold any of them.
"""

from __future__ import annotations

import copy
import dataclasses
import enum
import types
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

PLAIN = (str, int, float, bool, bytes, type(None), UUID, datetime, date, time, timedelta, Decimal, enum.Enum)
T = TypeVar("T")


def own_copy(value: T) -> T:
    """`value`, an object with attributes, as a caller may change it without anybody noticing."""
    made = copy.copy(value)
    for name, inside in vars(value).items():
        made.__dict__[name] = _copied(inside)
    return made


def _copied(value: Any) -> Any:
    kind: Any = type(value)
    if unchanging(kind):
        return value
    if kind is dict:
        return {_copied(key): _copied(inside) for key, inside in value.items()}
    if kind is list:
        return [_copied(inside) for inside in value]
    if kind is set:
        return {_copied(inside) for inside in value}
    if _is_frozen(kind):
        return _with_own_parts(value)
    return copy.deepcopy(value)


def _with_own_parts(value: Any) -> Any:
    """A frozen thing with copies of what can change inside: ten times quicker than `deepcopy`."""
    made = copy.copy(value)
    put = msgspec.structs.force_setattr if isinstance(value, msgspec.Struct) else object.__setattr__
    kind: Any = type(value)
    for name in _changing_parts(kind):
        put(made, name, _copied(getattr(value, name)))
    return made


@lru_cache(maxsize=4096)
def _changing_parts(kind: Any) -> tuple[str, ...]:
    """The fields whose values can change although `kind` is frozen."""
    return tuple(name for name, hint in _fields(kind).items() if not unchanging(hint))


@lru_cache(maxsize=4096)
def unchanging(kind: Any) -> bool:
    """Whether no value annotated so can change; what isn't known can."""
    return _unchanging(kind, frozenset())


def _unchanging(kind: Any, within: frozenset[Any]) -> bool:
    """`within`: the classes being looked at, that hold this one."""
    if kind is Any or isinstance(kind, str | TypeVar):
        return False
    origin = get_origin(kind)
    if origin is Literal:
        return True
    if origin in (Union, types.UnionType, tuple, frozenset):
        return all(_unchanging(inside, within) for inside in get_args(kind) if inside is not ...)
    if not isinstance(kind, type) or origin is not None:
        return False
    if kind in PLAIN or kind in within or issubclass(kind, enum.Enum):
        return True
    if not _is_frozen(kind):
        return False
    return all(_unchanging(one, within | {kind}) for one in (*_fields(kind).values(), *kind.__subclasses__()))


def _is_frozen(kind: type) -> bool:
    if dataclasses.is_dataclass(kind):  # what is derived without being one takes new attributes
        params = vars(kind).get("__dataclass_params__")
        return params is not None and bool(params.frozen)
    return issubclass(kind, msgspec.Struct) and kind.__struct_config__.frozen


def _fields(kind: Any) -> dict[str, Any]:
    """The names of its fields and what each is annotated with: Any where that cannot be told."""
    names = (
        [f.name for f in dataclasses.fields(kind)]
        if dataclasses.is_dataclass(kind)
        else kind.__struct_fields__
    )
    try:
        hints = get_type_hints(kind)
    except NameError:  # imported for type checkers only
        return dict.fromkeys(names, Any)
    return {name: hints[name] for name in names}
