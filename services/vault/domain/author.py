"""Who put something in a vault: the person, or a professional, as the vault remembers them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Author:
    """`name` is what people read; empty for the person themselves."""

    id: str
    name: str = ""
    is_holder: bool = False
