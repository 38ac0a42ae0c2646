"""Signing where a log ends, so that whoever cuts or rewrites it later is found out."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.vault.application.export_content import Checkpoint
from shared.eventstore.chain import instant_text


def sign_checkpoint(
    private_key: bytes, vault_id: UUID, size: int, head: bytes, signed_at: datetime
) -> Checkpoint:
    """The checkpoint of a log of `size` lines ending by `head` (32 bytes; zeros when empty).

    `private_key` is a raw Ed25519 key (32 bytes). What is signed is written in docs/export-format.md.
    """
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    signature = key.sign(_message(vault_id, size, head, signed_at))
    return Checkpoint(size, head, signed_at, key.public_key().public_bytes_raw(), signature)


def _message(vault_id: UUID, size: int, head: bytes, signed_at: datetime) -> bytes:
    """Written apart from the verifier, which stands alone: their agreement is tested."""
    said = {"head": head.hex(), "signed_at": instant_text(signed_at), "size": size, "vault": str(vault_id)}
    return b"maillon-checkpoint-v1\n" + json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
