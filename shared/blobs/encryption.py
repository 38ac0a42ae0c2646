"""Documents' own keys and the sealing of their segments, in the wire format of Tink's streaming AEAD.

Owns the choice of cipher: AES-256-GCM with a key derived per file (HKDF-SHA-256), in segments of 1 MiB, a
fresh Tink keyset per document (template AES256_GCM_HKDF_1MB). Segments are sealed and opened one by one here,
since Tink's own streams take one after the other in one thread (docs/decisions/0018). Promises that Tink
opens what is sealed here and the other way round, and that a cut, swapped or altered segment is an error.

Source: developers.google.com/tink/streaming-aead/aes_gcm_hkdf_streaming (wire format).
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import tink
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from tink import proto_keyset_format, secret_key_access, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2, common_pb2, tink_pb2

SEGMENT_BYTES = 1_048_576  # of ciphertext, the header counted in the first
KEY_BYTES, SALT_BYTES, PREFIX_BYTES, TAG_BYTES = 32, 32, 7, 16
HEADER_BYTES = 1 + SALT_BYTES + PREFIX_BYTES  # its own length first
_KEY_TYPE = "type.googleapis.com/google.crypto.tink.AesGcmHkdfStreamingKey"


class DamagedBlobError(Exception):
    """The stored bytes are not those that were written, or the key or associated data is another's."""


def new_document_key() -> bytes:
    """A fresh Tink streaming AEAD keyset, serialised: about 130 bytes, secret."""
    streaming_aead.register()
    template = streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB
    return bytes(proto_keyset_format.serialize(tink.new_keyset_handle(template), secret_key_access.TOKEN))


def clear_size(sealed_size: int) -> int:
    """How many clear bytes a sealed file of that size holds."""
    return max(0, sealed_size - HEADER_BYTES - TAG_BYTES * segment_count(sealed_size))


def segment_count(sealed_size: int) -> int:
    return max(1, -(-sealed_size // SEGMENT_BYTES))


def before_sealed(number: int) -> int:
    """How many of a segment's bytes are the file's header."""
    return HEADER_BYTES if number == 0 else 0


def clear_room(number: int) -> int:
    """The most clear bytes a segment holds; every one but the last is full."""
    return SEGMENT_BYTES - before_sealed(number) - TAG_BYTES


@dataclass(frozen=True)
class SegmentCipher:
    """The cipher of one file's segments: its number and whether it is the last one are sealed with each."""

    header: bytes
    _key: bytes

    @classmethod
    def of_new_file(cls, data_key: bytes, associated_data: bytes) -> SegmentCipher:
        salt_and_prefix = os.urandom(SALT_BYTES + PREFIX_BYTES)
        return cls.of_header(bytes([HEADER_BYTES]) + salt_and_prefix, data_key, associated_data)

    @classmethod
    def of_header(cls, header: bytes, data_key: bytes, associated_data: bytes) -> SegmentCipher:
        """Raises DamagedBlobError when this is no header, or no key of a document."""
        if len(header) != HEADER_BYTES or header[0] != HEADER_BYTES:
            raise DamagedBlobError("a stored document is damaged")
        salt = header[1 : 1 + SALT_BYTES]
        return cls(header, HKDF(SHA256(), KEY_BYTES, salt, associated_data).derive(_secret_of(data_key)))

    def seal(self, number: int, clear: memoryview, page: memoryview, *, last: bool) -> memoryview:
        """A segment's bytes as they stand in the file, made in `page`, which holds a whole one."""
        start = before_sealed(number)
        end = start + len(clear) + TAG_BYTES
        page[:start] = self.header[:start]
        AESGCM(self._key).encrypt_into(self._nonce(number, last), clear, None, page[start:end])
        return page[:end]

    def opened(self, number: int, sealed: memoryview, *, last: bool) -> bytes:
        """The clear bytes of a segment, true or DamagedBlobError."""
        try:
            return AESGCM(self._key).decrypt(self._nonce(number, last), sealed, None)
        except InvalidTag:
            raise DamagedBlobError("a stored document is damaged or its key is another's") from None

    def _nonce(self, number: int, last: bool) -> bytes:
        return self.header[1 + SALT_BYTES :] + number.to_bytes(4, "big") + bytes([last])


def _secret_of(data_key: bytes) -> bytes:
    """The secret of a document's keyset, if it is of the kind that `new_document_key` makes."""
    try:
        keyset = tink_pb2.Keyset.FromString(data_key)
        [held] = keyset.key
        key = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey.FromString(held.key_data.value)
    except Exception:  # noqa: BLE001 - the parser's own error, of a library that only Tink knows
        raise DamagedBlobError("not a document's key") from None
    told = key.params.ciphertext_segment_size, key.params.derived_key_size, key.params.hkdf_hash_type
    usable = held.status == tink_pb2.ENABLED and held.key_data.type_url == _KEY_TYPE and key.version == 0
    if not usable or told != (SEGMENT_BYTES, KEY_BYTES, common_pb2.SHA256):
        raise DamagedBlobError("not a document's key")
    return bytes(key.key_value)
