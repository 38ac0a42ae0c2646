"""The body of a line of the access log: words sealed with the subject's key, bound by a salted commitment.

Exact format, for whoever writes a verifier. The stored bytes are the JSON object

    {"commitment": hex of SHA-256(salt ‖ words), "sealed": base64}

where `words` is the line's readable values as canonical JSON (keys sorted, no space, non-ASCII escaped) and
`salt` 16 random bytes, kept inside the sealed part. Whoever is given words and salt can tell that these words
were recorded; once the key is destroyed the commitment says nothing, and both members are empty for a line
added after that.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any
from uuid import UUID

import msgspec

from shared.eventstore.key_port import Keys

SALT_BYTES = 16


class _Stored(msgspec.Struct, frozen=True):
    commitment: str = ""
    sealed: bytes = b""


class _Sealed(msgspec.Struct, frozen=True):
    salt: str
    words: dict[str, Any]


def seal_words(keys: Keys | None, subject_id: UUID, words: dict[str, Any]) -> bytes:
    """The bytes to store; they hold nothing of `words` when the subject has no key any more."""
    cipher = keys.aead(subject_id) if keys is not None else None
    if cipher is None:
        return msgspec.json.encode(_Stored())
    salt = secrets.token_bytes(SALT_BYTES)
    digest = commitment(salt, words)
    clear = msgspec.json.encode(_Sealed(salt.hex(), words))
    return msgspec.json.encode(_Stored(digest, cipher.encrypt(clear, _place(subject_id, digest))))


def open_words(keys: Keys | None, subject_id: UUID, stored: bytes) -> tuple[dict[str, Any], bytes] | None:
    """The words and their salt, or None once erased. Raises tink.TinkError when the body was altered."""
    box = msgspec.json.decode(stored, type=_Stored)
    cipher = keys.aead(subject_id) if keys is not None and box.sealed else None
    if cipher is None:
        return None
    opened = msgspec.json.decode(cipher.decrypt(box.sealed, _place(subject_id, box.commitment)), type=_Sealed)
    return opened.words, bytes.fromhex(opened.salt)


def commitment(salt: bytes, words: dict[str, Any]) -> str:
    """What binds words to a line without telling them (hex)."""
    written = json.dumps(words, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(salt + written).hexdigest()


def _place(subject_id: UUID, digest: str) -> bytes:
    return f"{subject_id}/log/{digest}".encode()
