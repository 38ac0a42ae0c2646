"""Opens what a subject's key sealed, for those who open thousands of subjects' events once each.

Tink's own way from a wrapped keyset to a cipher (parse, check, make the primitive) costs ten times more than
the cryptography in it, which nobody sees who opens one vault. This is the same format, as Tink's wire format
says: prefix 0x01 and the key's id, 12 bytes of nonce, AES-GCM. Whatever is not of this one kind is left to
Tink; nothing is ever sealed here.
"""

from __future__ import annotations

from typing import Protocol

import tink
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tink import aead
from tink.proto import aes_gcm_pb2, tink_pb2

KIND = "type.googleapis.com/google.crypto.tink.AesGcmKey"
PREFIX_BYTES, NONCE_BYTES = 5, 12


class Opener(Protocol):
    """What opens sealed values; Tink's Aead is one."""

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes:
        """Raises tink.TinkError when it was altered, or sealed by another key."""


class AesGcmOpener:
    """Of a keyset with one AES-GCM key."""

    def __init__(self, key_id: int, key: bytes) -> None:
        self._prefix = b"\x01" + key_id.to_bytes(4, "big")
        self._cipher = AESGCM(key)

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes:
        prefix, nonce = ciphertext[:PREFIX_BYTES], ciphertext[PREFIX_BYTES : PREFIX_BYTES + NONCE_BYTES]
        if prefix != self._prefix or len(nonce) != NONCE_BYTES:
            raise tink.TinkError("decryption failed")
        try:
            return self._cipher.decrypt(nonce, ciphertext[PREFIX_BYTES + NONCE_BYTES :], associated_data)
        except InvalidTag:
            raise tink.TinkError("decryption failed") from None


def quick_opener(wrapped_keyset: bytes, master: aead.Aead, bound_to: bytes) -> AesGcmOpener | None:
    """The opener of a keyset wrapped by `master`, or None where only Tink can tell. Raises tink.TinkError if
    wrapped by another master or bound to something else."""
    sealed = tink.BinaryKeysetReader(wrapped_keyset).read_encrypted().encrypted_keyset
    keyset = tink.BinaryKeysetReader(master.decrypt(sealed, bound_to)).read()
    if len(keyset.key) != 1:
        return None
    one = keyset.key[0]
    plain = one.status == tink_pb2.ENABLED and one.output_prefix_type == tink_pb2.TINK
    if not plain or one.key_data.type_url != KIND or one.key_id != keyset.primary_key_id:
        return None
    key = aes_gcm_pb2.AesGcmKey.FromString(one.key_data.value)
    return AesGcmOpener(one.key_id, key.key_value) if key.version == 0 else None
