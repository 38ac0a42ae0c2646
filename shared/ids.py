"""Identifiers: random or time-ordered UUIDs, and ids derived from names so that a retry finds the same."""

from __future__ import annotations

import secrets
import time
from uuid import UUID, uuid5

_NAMESPACE = UUID("5b1de38c-43d5-4a3e-9c0a-7ad3b7f9a1c4")


def new_id() -> UUID:
    """A time-ordered UUID version 7 (RFC 9562): index-friendly, unguessable low 74 bits."""
    ms = time.time_ns() // 1_000_000
    value = (
        (ms & (2**48 - 1)) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    )
    return UUID(int=value)


def named_id(*names: str) -> UUID:
    """The UUID version 5 that these names always give: the same request names the same thing."""
    return uuid5(_NAMESPACE, "\x1f".join(names))
