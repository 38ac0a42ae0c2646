"""Documents' own keys and streams: Tink streaming AEAD, a fresh keyset per document.

Owns the choice of cipher (AES-256-GCM-HKDF in segments of 1 MiB). Promises that clear chunks handed out were
authenticated, and that cut, swapped or altered bytes are an error, never a shorter document.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import tink
from tink import proto_keyset_format, secret_key_access, streaming_aead

from shared.problems import NotFound

READ_CHUNK_BYTES = 262_144
SEGMENT_BYTES = 1_048_576  # Tink's AES256_GCM_HKDF_1MB: of ciphertext, the header counted in the first
HEADER_BYTES, TAG_BYTES = 40, 16  # its length, a salt of 32, a nonce prefix of 7; a tag a segment


class DamagedBlobError(Exception):
    """The stored bytes are not those that were written, or the key or associated data is another's."""


def new_document_key() -> bytes:
    """A fresh Tink streaming AEAD keyset, serialised: about 130 bytes, secret."""
    streaming_aead.register()
    template = streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB
    return bytes(proto_keyset_format.serialize(tink.new_keyset_handle(template), secret_key_access.TOKEN))


def clear_size(sealed_size: int) -> int:
    """How many clear bytes a sealed file of that size holds (Tink's wire format: header, then segments)."""
    segments = max(1, -(-sealed_size // SEGMENT_BYTES))
    return max(0, sealed_size - HEADER_BYTES - TAG_BYTES * segments)


def encrypting_stream(data_key: bytes, file: IO[bytes], associated_data: bytes) -> IO[bytes]:
    """A stream that seals what is written into `file`; closing it seals the end and closes `file`."""
    return cast(IO[bytes], _primitive(data_key).new_encrypting_stream(file, associated_data))


def decrypted(path: Path, data_key: bytes, associated_data: bytes) -> Iterator[bytes]:
    """Clear chunks of a file: `not_found` at once, `DamagedBlobError` where it stops being true."""
    try:
        file = path.open("rb", buffering=0)
    except FileNotFoundError:
        raise NotFound("document_missing", "Ce document n'est plus là.") from None
    return _clear_chunks(cast(IO[bytes], file), data_key, associated_data)


def _clear_chunks(file: IO[bytes], data_key: bytes, associated_data: bytes) -> Iterator[bytes]:
    with file:
        try:
            stream = _primitive(data_key).new_decrypting_stream(file, associated_data)
            while chunk := stream.read(READ_CHUNK_BYTES):
                yield chunk
        except tink.TinkError as failure:
            raise DamagedBlobError("a stored document is damaged or its key is another's") from failure


def _primitive(data_key: bytes) -> streaming_aead.StreamingAead:
    streaming_aead.register()
    handle = proto_keyset_format.parse(data_key, secret_key_access.TOKEN)
    return handle.primitive(streaming_aead.StreamingAead)
