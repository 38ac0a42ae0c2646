"""The master key: the Tink keyset that wraps every subject's keyset. Losing its file loses all sealed
values."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

import tink
from tink import aead, secret_key_access

FILE_MODE = 0o600  # the owner alone reads it


class MasterKey:
    """Wraps and unwraps subjects' keysets; each is bound to its subject's id."""

    def __init__(self, handle: tink.KeysetHandle) -> None:
        aead.register()
        self._handle = handle
        self._cipher = handle.primitive(aead.Aead)

    @classmethod
    def generate(cls) -> MasterKey:
        return cls(new_keyset())

    @classmethod
    def from_file(cls, path: Path) -> MasterKey:
        aead.register()
        text = path.read_text(encoding="utf-8")
        return cls(tink.json_proto_keyset_format.parse(text, secret_key_access.TOKEN))

    @classmethod
    def create_file(cls, path: Path) -> MasterKey:
        """Write a new master key to `path` (mode 0600). Raises FileExistsError rather than replace one."""
        key = cls.generate()
        text = tink.json_proto_keyset_format.serialize(key._handle, secret_key_access.TOKEN)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        return key

    def new_wrapped_keyset(self, subject_id: UUID) -> bytes:
        """A fresh keyset for the subject, wrapped."""
        wrapped = tink.proto_keyset_format.serialize_encrypted(new_keyset(), self._cipher, subject_id.bytes)
        return bytes(wrapped)

    def unwrap(self, wrapped_keyset: bytes, subject_id: UUID) -> aead.Aead:
        """The subject's cipher. Raises tink.TinkError if wrapped by another master or for another subject."""
        handle = tink.proto_keyset_format.parse_encrypted(wrapped_keyset, self._cipher, subject_id.bytes)
        return handle.primitive(aead.Aead)


def new_keyset() -> tink.KeysetHandle:
    """A new AES-256-GCM keyset."""
    aead.register()
    return tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
