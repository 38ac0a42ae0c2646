"""Sealing bytes under a subject's key, as canonical JSON that says nothing once the key is destroyed."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

import msgspec

from shared.eventstore.key_port import Keys

NONCE_BYTES = 16


class Box(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sealed value: `nonce` names it in the associated data (the cipher has its own); `erased` when there
    was no key to seal with, and then nothing was kept."""

    erased: bool = False
    nonce: str = ""
    sealed: bytes = b""


def seal(keys: Keys | None, subject_id: UUID, purpose: str, value: Any) -> bytes:
    """`value` (JSON) sealed for the subject, bound to `purpose` and to a random name; a Box as JSON bytes."""
    cipher = keys.aead(subject_id) if keys is not None else None
    if cipher is None:
        return msgspec.json.encode(Box(erased=True))
    nonce = secrets.token_hex(NONCE_BYTES)
    clear = msgspec.json.encode(value, order="deterministic")
    sealed = cipher.encrypt(clear, f"{subject_id}/{purpose}/{nonce}".encode())
    return msgspec.json.encode(Box(nonce=nonce, sealed=sealed))


def unseal(keys: Keys | None, subject_id: UUID, purpose: str, stored: bytes) -> bytes | None:
    """The clear JSON of what `seal` gave, or None once erased. Raises tink.TinkError when it was altered."""
    box = msgspec.json.decode(stored, type=Box)
    cipher = None if keys is None or box.erased else keys.aead(subject_id)
    if cipher is None:
        return None
    return bytes(cipher.decrypt(box.sealed, f"{subject_id}/{purpose}/{box.nonce}".encode()))
