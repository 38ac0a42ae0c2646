"""Signs checkpoints of access logs with the vault service's own Ed25519 key, a file in its state folder.

The key is made the first time it is needed, never replaced: who keeps its fingerprint can tell later that
a log is the one this installation signed.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.vault.adapters.export import sign_checkpoint
from services.vault.application.export_content import Checkpoint
from services.vault.domain.log_note import LOG_KEY, signature_line, tree_text

KEY_FILE = "log-checkpoint.pem"


class LogSigner:
    """Implements the ports `SignLog` and `SignTree`; `region` is part of the log's name."""

    def __init__(self, state_folder: Path, region: str = "idf") -> None:
        self._path = state_folder / KEY_FILE
        self.origin = f"maillon/{region}/access-log"

    def __call__(self, vault_id: UUID, size: int, head: bytes, signed_at: datetime) -> Checkpoint:
        """A signed statement over the vault's id, the number of lines, the last hash and the time."""
        return sign_checkpoint(self._key().private_bytes_raw(), vault_id, size, head, signed_at)

    @property
    def public_key(self) -> bytes:
        """32 bytes."""
        return self._key().public_key().public_bytes_raw()

    def note(self, size: int, root: bytes, signed_at: datetime) -> str:
        """A checkpoint of the whole log, signed (domain/log_note.py)."""
        text = tree_text(self.origin, size, root, signed_at)
        line = signature_line(self.origin, LOG_KEY, self.public_key, self.sign(text.encode()))
        return f"{text}\n{line}"

    def sign(self, message: bytes) -> bytes:
        return self._key().sign(message)

    def _key(self) -> Ed25519PrivateKey:
        if not self._path.exists():
            _make(self._path)
        key = serialization.load_pem_private_key(self._path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError("the checkpoint key is not an Ed25519 key")
        return key


def _make(path: Path) -> None:
    """Write a new key whole, then give it its name, unless another process did meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    beside = path.with_suffix(f".{os.getpid()}.new")
    beside.touch(mode=0o600)
    beside.write_bytes(pem)
    try:
        os.link(beside, path)
    except FileExistsError:
        return
    finally:
        beside.unlink()
