"""Replies as they are stored beside their idempotency key: in clear, or sealed for the subject they speak
of."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

import msgspec

from shared.eventstore.key_port import KeyDestroyed, Keys
from shared.eventstore.sealing import seal, unseal

R = TypeVar("R")


class StoredReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """Either `clear` or (`subject`, `box`)."""

    clear: msgspec.Raw = msgspec.Raw()
    subject: UUID | None = None
    box: msgspec.Raw = msgspec.Raw()


def store_reply(keys: Keys | None, reply: Any, sealed_for: UUID | None) -> bytes:
    """The bytes to store. With `sealed_for`, nothing of the reply survives that subject's key."""
    if sealed_for is None:
        return msgspec.json.encode(StoredReply(clear=msgspec.Raw(msgspec.json.encode(reply))))
    box = seal(keys, sealed_for, "reply", reply)
    return msgspec.json.encode(StoredReply(subject=sealed_for, box=msgspec.Raw(box)))


def subject_of(stored: bytes) -> UUID | None:
    """Whom a sealed reply speaks of; None for one in clear."""
    return msgspec.json.decode(stored, type=StoredReply).subject


def open_reply(keys: Keys | None, stored: bytes, reply_type: type[R]) -> R:
    """The reply as it was. Raises KeyDestroyed when it was sealed for someone erased since."""
    found = msgspec.json.decode(stored, type=StoredReply)
    if found.subject is None:
        return msgspec.json.decode(found.clear, type=reply_type)
    clear = unseal(keys, found.subject, "reply", bytes(found.box))
    if clear is None:
        raise KeyDestroyed
    return msgspec.json.decode(clear, type=reply_type)
