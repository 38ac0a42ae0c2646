"""The one character that no text of a request may hold: U+0000. PostgreSQL keeps none, so a value that passed
here would be refused much later, where it stops a view for everyone instead of a request for one.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from shared.problems import InvalidInput

_ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def refuse_nul(payload: bytes) -> None:
    """Raises `invalid_input:nul_character`, naming the field, when a text of this JSON holds U+0000."""
    if b"\\u0000" in payload and _ESCAPED.search(payload):
        field = ".".join(_path(msgspec.json.decode(payload)) or [])
        raise InvalidInput(
            "nul_character", "Ce texte contient un caractère qui n'en est pas un.", field=field
        )


def _path(value: Any) -> list[str] | None:
    """Where the first such text is; None without."""
    if isinstance(value, str):
        return [] if "\x00" in value else None
    for inner in value if isinstance(value, list) else ():
        if (found := _path(inner)) is not None:
            return found
    for name, inner in value.items() if isinstance(value, dict) else ():
        if (found := _path(inner)) is not None:
            return [str(name), *found]
    return None
