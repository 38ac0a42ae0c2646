"""The master key: the Tink keyset that wraps every subject's keyset. Losing it loses all sealed values.

It has versions: the primary wraps, the others still open what they wrapped (see key_rotation.py). A process
reads the file again when it changed: it needs no restart after a rotation.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import tink
from tink import aead

from shared.eventstore.key_management import key_at
from shared.eventstore.master_file import MasterFile, new_keyset, versions_of, with_new_version, without
from shared.eventstore.quick_opening import Opener, quick_opener

__all__ = ["MasterKey", "new_keyset"]


class MasterKey:
    """Wraps and unwraps subjects' keysets; each is bound to its subject's id. Without `file`, in memory."""

    def __init__(self, handle: tink.KeysetHandle, file: MasterFile | None = None) -> None:
        aead.register()
        self._file = file
        self._take(handle)

    @classmethod
    def generate(cls) -> MasterKey:
        return cls(new_keyset())

    @classmethod
    def from_file(cls, path: Path, kms_uri: str = "") -> MasterKey:
        """The key in the file; with `kms_uri`, sealed there by that key of a KMS. Raises SettingsError."""
        file = MasterFile(path, key_at(kms_uri) if kms_uri else None)
        return cls(file.read(), file)

    @classmethod
    def create_file(cls, path: Path, kms_uri: str = "") -> MasterKey:
        """Write a new master key to `path` (mode 0600). Raises FileExistsError rather than replace one."""
        file, handle = MasterFile(path, key_at(kms_uri) if kms_uri else None), new_keyset()
        file.create(handle)
        return cls(handle, file)

    @property
    def version(self) -> str:
        """The version that wraps."""
        return versions_of(self._handle)[0]

    @property
    def versions(self) -> list[str]:
        """Every version, the oldest first."""
        return versions_of(self._handle)[1]

    def new_wrapped_keyset(self, subject_id: UUID) -> bytes:
        """A fresh keyset for the subject, wrapped by the primary version."""
        self._follow()
        return self._wrap(new_keyset(), subject_id)

    def unwrap(self, wrapped_keyset: bytes, subject_id: UUID) -> aead.Aead:
        """The subject's cipher. Raises tink.TinkError if wrapped by another master or for another subject."""
        return self._open(wrapped_keyset, subject_id).primitive(aead.Aead)

    def openers(self, wrapped: Mapping[UUID, bytes]) -> dict[UUID, Opener]:
        """What opens the values of many subjects. Raises tink.TinkError as `unwrap` does."""
        self._follow()
        return {
            subject_id: quick_opener(keyset, self._cipher, subject_id.bytes)
            or self.unwrap(keyset, subject_id)
            for subject_id, keyset in wrapped.items()
        }

    def wrap_again(self, wrapped_keyset: bytes, subject_id: UUID) -> bytes:
        """The same keyset, wrapped by the primary version."""
        return self._wrap(self._open(wrapped_keyset, subject_id), subject_id)

    def add_version(self) -> str:
        """A new version wraps from now on; committed to the file first. Raises OSError."""
        self._change(with_new_version(self._handle))
        return self.version

    def retire(self, version: str) -> None:
        """Forget a version for ever: what it alone wrapped is lost. Raises ValueError for the primary."""
        self._change(without(self._handle, version))

    def _change(self, handle: tink.KeysetHandle) -> None:
        if self._file is not None:
            self._file.replace(handle)
        self._take(handle)

    def _take(self, handle: tink.KeysetHandle) -> None:
        self._stamp = self._file.stamp() if self._file is not None else (0, 0)
        self._handle, self._cipher = handle, handle.primitive(aead.Aead)

    def _follow(self) -> None:
        """Read the file again if another process changed it: a version was added or retired."""
        if self._file is not None and self._file.stamp() != self._stamp:
            self._take(self._file.read())

    def _wrap(self, keyset: tink.KeysetHandle, subject_id: UUID) -> bytes:
        wrapped = tink.proto_keyset_format.serialize_encrypted(keyset, self._cipher, subject_id.bytes)
        return bytes(wrapped)

    def _open(self, wrapped_keyset: bytes, subject_id: UUID) -> tink.KeysetHandle:
        self._follow()
        return tink.proto_keyset_format.parse_encrypted(wrapped_keyset, self._cipher, subject_id.bytes)
