"""What a personal value reads as once its subject is erased: an empty, falsy text, never an exception."""

from __future__ import annotations

from typing import Any


class Erased(str):
    """The type of ERASED; it stands for a value of any type, so code asks `if value` or `value is ERASED`."""

    __slots__ = ()

    def __new__(cls) -> Erased:  # noqa: PYI034  # there is only one
        return _ONLY[0] if _ONLY else super().__new__(cls, "")

    def __repr__(self) -> str:
        return "ERASED"

    def __copy__(self) -> Erased:
        return self

    def __deepcopy__(self, _memo: dict[int, Any]) -> Erased:
        return self

    def __reduce__(self) -> tuple[type[Erased], tuple[()]]:
        return (Erased, ())


_ONLY: list[Erased] = []
ERASED = Erased()
_ONLY.append(ERASED)
