"""Drafts of several pages: ids, an instant and names of staged files in clear, the rest in a sealed box."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa

from services.vault.adapters.tables import PAPER_DRAFT
from services.vault.application.draft import Draft
from services.vault.domain.pages import Page
from shared.eventstore.key_port import KeyDestroyed, Keys
from shared.eventstore.sealing import seal, unseal
from shared.problems import Conflict

PURPOSE = "draft"


class _Sealed(msgspec.Struct, frozen=True):
    actor_id: str
    category: str
    title: str
    data_key: bytes
    pages: list[Page]
    expires_on: str = ""
    folder: str = ""


class SqlDrafts:
    """Implements the port `Drafts`."""

    def __init__(self, engine: sa.Engine, keys: Keys) -> None:
        self._engine, self._keys = engine, keys

    def save(self, draft: Draft) -> None:
        if self._keys.aead(draft.vault_id) is None:
            raise KeyDestroyed
        hidden = _Sealed(
            draft.actor_id,
            draft.category,
            draft.title,
            draft.data_key,
            list(draft.pages),
            draft.expires_on,
            draft.folder,
        )
        files = [name for page in draft.pages for name in (page.staged, page.preview) if name]
        said = {
            "box": seal(self._keys, draft.vault_id, PURPOSE, hidden),
            "files": " ".join(files),
            "version": draft.version + 1,
        }
        table = PAPER_DRAFT
        with self._engine.begin() as connection:
            if draft.version == 0:
                row = {"draft_id": draft.id, "vault_id": draft.vault_id, "expires_at": draft.expires_at}
                connection.execute(sa.insert(table), row | said)
                return
            same = sa.and_(table.c.draft_id == draft.id, table.c.version == draft.version)
            if connection.execute(sa.update(table).where(same).values(**said)).rowcount != 1:
                raise Conflict("draft_changed", "Ces pages viennent de changer. Regardez de nouveau.")

    def find(self, draft_id: UUID) -> Draft | None:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(PAPER_DRAFT).where(PAPER_DRAFT.c.draft_id == draft_id)).first()
        return self._read(row) if row is not None else None

    def of_vault(self, vault_id: UUID, limit: int) -> Sequence[Draft]:
        query = sa.select(PAPER_DRAFT).where(PAPER_DRAFT.c.vault_id == vault_id)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(PAPER_DRAFT.c.expires_at).limit(limit)).all()
        return [draft for row in rows if (draft := self._read(row)) is not None]

    def ids_of(self, vault_id: UUID) -> Sequence[UUID]:
        query = sa.select(PAPER_DRAFT.c.draft_id).where(PAPER_DRAFT.c.vault_id == vault_id)
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def drop(self, draft_id: UUID) -> Sequence[str]:
        one = PAPER_DRAFT.c.draft_id == draft_id
        with self._engine.begin() as connection:
            files = connection.execute(sa.select(PAPER_DRAFT.c.files).where(one)).scalar_one_or_none()
            connection.execute(sa.delete(PAPER_DRAFT).where(one))
        return (files or "").split()

    def expired(self, now: datetime, limit: int) -> Sequence[UUID]:
        query = sa.select(PAPER_DRAFT.c.draft_id).where(PAPER_DRAFT.c.expires_at < now).limit(limit)
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def _read(self, row: Any) -> Draft | None:
        clear = unseal(self._keys, row.vault_id, PURPOSE, row.box)
        if clear is None:
            return None
        hidden = msgspec.json.decode(clear, type=_Sealed)
        return Draft(
            id=row.draft_id,
            vault_id=row.vault_id,
            actor_id=hidden.actor_id,
            category=hidden.category,
            title=hidden.title,
            data_key=hidden.data_key,
            expires_at=row.expires_at,
            pages=hidden.pages,
            expires_on=hidden.expires_on,
            version=row.version,
            folder=hidden.folder,
        )
