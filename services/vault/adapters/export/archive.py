"""The archive itself: written as it is read, listed in a manifest, sealed by its own digest.

Promises constant memory whatever the vault's size, an archive any unzipping program opens, and that a byte
changed anywhere afterwards is found by `verify_log.py`, which travels inside.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from datetime import UTC
from pathlib import Path
from typing import IO, Any, cast

from services.vault.adapters.export.file_names import FileNames
from services.vault.adapters.export.members import access_log_json, receipts_json, vault_json
from services.vault.adapters.export.page import export_page
from services.vault.adapters.vcards import write_vcards
from services.vault.application.export_content import ExportContent
from shared.eventstore.chain import instant_text

MANIFEST_FORMAT = "maillon-export-v1"
SEAL_PREFIX = b"maillon-sha256:"
_UNSEALED = SEAL_PREFIX + b"0" * 64
_VERIFIER = Path(__file__).resolve().parents[4] / "deploy" / "verify_log.py"


class DocumentChangedError(Exception):
    """A stored document is no longer the one whose digest was recorded."""


def write_export(content: ExportContent, write: Callable[[bytes], object]) -> None:
    """Write the ZIP archive of a vault, pushing its bytes to `write` as they are made.

    Raises DocumentChangedError, or what a document's chunks raise; what was pushed is then to be thrown away.
    """
    names = FileNames()
    files = {d.id: names.name(d.category, d.title, d.content_type) for d in content.documents}
    sealed = _SealedStream(write)
    with zipfile.ZipFile(cast(IO[bytes], sealed), "w", zipfile.ZIP_DEFLATED) as archive:
        members = _Members(archive, content)
        members.add("index.html", [export_page(content, files).encode()])
        for document in content.documents:
            digest = members.add(files[document.id], document.chunks(), stored=True)
            if digest != document.sha256:
                raise DocumentChangedError
        members.add("vault.json", [vault_json(content, files)])
        if content.contacts:
            members.add("contacts.vcf", [write_vcards(content.contacts, "4.0").encode()])
        members.add("access-log.json", access_log_json(content), stored=True)
        members.add("receipts.json", [receipts_json(content)])
        members.add("verify_log.py", [_VERIFIER.read_bytes()])
        members.add_manifest()
        archive.comment = _UNSEALED
    sealed.seal()


class _Members:
    """What was put in the archive so far, with each file's digest."""

    def __init__(self, archive: zipfile.ZipFile, content: ExportContent) -> None:
        self._archive = archive
        self._content = content
        self._listed: list[dict[str, Any]] = []

    def add(self, name: str, chunks: Iterable[bytes], *, stored: bool = False) -> str:
        """Write one file; `stored` leaves it uncompressed. Returns its SHA-256 in hexadecimal."""
        at = self._content.exported_at.astimezone(UTC)
        info = zipfile.ZipInfo(name, at.timetuple()[:6])
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self._archive.open(info, "w") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self._listed.append({"name": name, "size": size, "sha256": digest.hexdigest()})
        return digest.hexdigest()

    def add_manifest(self) -> None:
        """List every file but the manifest itself, which the seal covers."""
        manifest = {
            "format": MANIFEST_FORMAT,
            "vault": str(self._content.vault_id),
            "exported_at": instant_text(self._content.exported_at),
            "files": list(self._listed),
        }
        self.add("manifest.json", [json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"])


class _SealedStream(io.RawIOBase):
    """Hashes what passes and holds its end back: the comment, which becomes the digest of the rest."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        super().__init__()
        self._write, self._sha256, self._held = write, hashlib.sha256(), b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        passing = self._held + bytes(data)
        cut = max(0, len(passing) - len(_UNSEALED))
        self._pass_on(passing[:cut])
        self._held = passing[cut:]
        return len(data)

    def seal(self) -> None:
        """Replace the placeholder by the digest and let the end go."""
        if self._held != _UNSEALED:
            raise RuntimeError("the archive does not end by its comment")
        self._write(SEAL_PREFIX + self._sha256.hexdigest().encode())

    def _pass_on(self, data: bytes) -> None:
        if data:
            self._sha256.update(data)
            self._write(data)
