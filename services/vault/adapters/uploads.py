"""Uploads under way: ids and an instant in clear, the rest in a box sealed with the person's key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

from services.vault.adapters.tables import PAPER_UPLOAD
from services.vault.application.upload import Upload
from shared.eventstore.key_port import KeyDestroyed, Keys
from shared.eventstore.sealing import seal, unseal

PURPOSE = "upload"


class _Sealed(msgspec.Struct, frozen=True):
    actor_id: str
    category: str
    title: str
    size_bytes: int
    sha256: str
    data_key: bytes
    folder: str = ""


class SqlUploads:
    """Implements the port `Uploads`."""

    def __init__(self, engine: sa.Engine, keys: Keys) -> None:
        self._engine, self._keys = engine, keys

    def keep(self, upload: Upload, stands: Callable[[Upload], bool]) -> Upload:
        """One at a time in each vault: of two begun at once for one file, the second finds the first. Raises
        KeyDestroyed when the person was erased meanwhile: the key is never kept in clear.
        """
        if self._keys.aead(upload.vault_id) is None:
            raise KeyDestroyed
        hidden = _Sealed(
            upload.actor_id,
            upload.category,
            upload.title,
            upload.size_bytes,
            upload.sha256,
            upload.data_key,
            upload.folder,
        )
        row = {
            "upload_id": upload.id,
            "vault_id": upload.vault_id,
            "box": seal(self._keys, upload.vault_id, PURPOSE, hidden),
            "expires_at": upload.expires_at,
        }
        with self._engine.begin() as connection:
            _one_at_a_time(connection, upload)
            kept = connection.execute(
                sa.select(PAPER_UPLOAD).where(PAPER_UPLOAD.c.vault_id == upload.vault_id)
            )
            for one in map(self._read, kept.all()):
                if one is not None and stands(one) and one.same_file(upload):
                    return one
            connection.execute(sa.insert(PAPER_UPLOAD), row)
        return upload

    def find(self, upload_id: UUID) -> Upload | None:
        query = sa.select(PAPER_UPLOAD).where(PAPER_UPLOAD.c.upload_id == upload_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return self._read(row) if row is not None else None

    def of_vault(self, vault_id: UUID, limit: int) -> Sequence[Upload]:
        """The newest first."""
        query = sa.select(PAPER_UPLOAD).where(PAPER_UPLOAD.c.vault_id == vault_id)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(PAPER_UPLOAD.c.expires_at.desc()).limit(limit)).all()
        return [upload for row in rows if (upload := self._read(row)) is not None]

    def ids_of(self, vault_id: UUID) -> Sequence[UUID]:
        query = sa.select(PAPER_UPLOAD.c.upload_id).where(PAPER_UPLOAD.c.vault_id == vault_id)
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def drop(self, upload_id: UUID) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.delete(PAPER_UPLOAD).where(PAPER_UPLOAD.c.upload_id == upload_id))

    def expired(self, now: datetime, limit: int) -> Sequence[UUID]:
        query = sa.select(PAPER_UPLOAD.c.upload_id).where(PAPER_UPLOAD.c.expires_at < now).limit(limit)
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def _read(self, row: Any) -> Upload | None:
        clear = unseal(self._keys, row.vault_id, PURPOSE, row.box)
        if clear is None:
            return None
        hidden = msgspec.json.decode(clear, type=_Sealed)
        return Upload(
            id=row.upload_id,
            vault_id=row.vault_id,
            actor_id=hidden.actor_id,
            category=hidden.category,
            title=hidden.title,
            size_bytes=hidden.size_bytes,
            sha256=hidden.sha256,
            data_key=hidden.data_key,
            expires_at=row.expires_at,
            folder=hidden.folder,
        )


def _one_at_a_time(connection: sa.Connection, upload: Upload) -> None:
    """Until the end of the transaction, nobody else keeps an upload of this vault. SQLite has one writer: it
    is enough to be it, by a statement that changes nothing.
    """
    if connection.dialect.name == "postgresql":
        lock = sa.func.pg_advisory_xact_lock(upload.vault_id.int >> 65)
        connection.execute(sa.select(lock))
    else:
        connection.execute(sa.delete(PAPER_UPLOAD).where(PAPER_UPLOAD.c.upload_id == upload.id))
