"""A key management service in memory, for tests: a KmsClient whose keys live as long as the object."""

from __future__ import annotations

import tink
from tink.aead import Aead

from shared.eventstore.master_file import new_keyset


class MemoryKms(tink.KmsClient):  # type: ignore[misc]  # Tink ships no types
    """Serves the addresses `memory-kms://<name>/…` of its own name; a key is made when first asked for."""

    def __init__(self, name: str) -> None:
        self._prefix = f"memory-kms://{name}/"
        self._keys: dict[str, Aead] = {}

    def key_uri(self, key: str) -> str:
        return self._prefix + key

    def does_support(self, key_uri: str) -> bool:
        return key_uri.startswith(self._prefix)

    def get_aead(self, key_uri: str) -> Aead:
        return self._keys.setdefault(key_uri, new_keyset().primitive(Aead))
