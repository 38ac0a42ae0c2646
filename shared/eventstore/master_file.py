"""Where the master keyset is kept: a file, in clear (mode 0600) or sealed by a key of a KMS.

Promises: an existing file is never replaced by accident; a change is written whole beside it, then put in
place, so that a crash leaves the old or the new one; a keyset never loses a version but by `without`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import tink
from tink import aead, secret_key_access

FILE_MODE = 0o600  # the owner alone reads it
PLACE = b"maillon master keyset"  # what the KMS binds the sealed file to


class MasterFile:
    """The keyset at `path`; `kms` is the cipher that seals it, None when it is in clear."""

    def __init__(self, path: Path, kms: aead.Aead | None = None) -> None:
        aead.register()
        self.path = path
        self._kms = kms

    def read(self) -> tink.KeysetHandle:
        """Raises OSError, or tink.TinkError when it is damaged or sealed by another key."""
        text = self.path.read_text(encoding="utf-8")
        if self._kms is None:
            return tink.json_proto_keyset_format.parse(text, secret_key_access.TOKEN)
        return tink.json_proto_keyset_format.parse_encrypted(text, self._kms, PLACE)

    def stamp(self) -> tuple[int, int]:
        """Changes when the file is replaced."""
        found = self.path.stat()
        return found.st_ino, found.st_mtime_ns

    def create(self, handle: tink.KeysetHandle) -> None:
        """Raises FileExistsError rather than replace one."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        _write(self.path, self._text(handle))

    def replace(self, handle: tink.KeysetHandle) -> None:
        """Put another keyset in place, all at once. Raises OSError when the folder cannot be written."""
        beside = self.path.with_name(f".{self.path.name}.new")
        beside.unlink(missing_ok=True)
        mode = self.path.stat().st_mode & 0o777
        _write(beside, self._text(handle))
        beside.chmod(mode)
        beside.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _text(self, handle: tink.KeysetHandle) -> str:
        if self._kms is None:
            return str(tink.json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN))
        return str(tink.json_proto_keyset_format.serialize_encrypted(handle, self._kms, PLACE))


def with_new_version(handle: tink.KeysetHandle) -> tink.KeysetHandle:
    """The same keyset with one more key, that wraps from now on."""
    keyset, fresh = _as_json(handle), _as_json(new_keyset())
    while fresh["primaryKeyId"] in {key["keyId"] for key in keyset["key"]}:
        fresh = _as_json(new_keyset())
    keyset["key"] += fresh["key"]
    keyset["primaryKeyId"] = fresh["primaryKeyId"]
    return _from_json(keyset)


def without(handle: tink.KeysetHandle, version: str) -> tink.KeysetHandle:
    """The same keyset without a version; never without the one that wraps. Raises ValueError."""
    keyset = _as_json(handle)
    if str(keyset["primaryKeyId"]) == version:
        raise ValueError("the version that wraps cannot be retired")
    keyset["key"] = [key for key in keyset["key"] if str(key["keyId"]) != version]
    return _from_json(keyset)


def versions_of(handle: tink.KeysetHandle) -> tuple[str, list[str]]:
    """The version that wraps, and every version, the oldest first."""
    info = handle.keyset_info()
    return str(info.primary_key_id), [str(key.key_id) for key in info.key_info]


def new_keyset() -> tink.KeysetHandle:
    """A new AES-256-GCM keyset."""
    aead.register()
    return tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)


def _as_json(handle: tink.KeysetHandle) -> dict[str, Any]:
    text = tink.json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
    return dict(json.loads(text))


def _from_json(keyset: dict[str, Any]) -> tink.KeysetHandle:
    return tink.json_proto_keyset_format.parse(json.dumps(keyset), secret_key_access.TOKEN)


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
