"""The checkpoints that were signed, the witnesses' lines under them, and where each vault's lines stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import exc

from services.vault.adapters.log_tree import LINES
from services.vault.adapters.tables import TREE
from services.vault.application.log_ports import Placed, SignedTree

CHECKPOINT, COSIGNATURE = TREE.checkpoint, TREE.cosignature


class SqlCheckpoints:
    """Implements the port `Checkpoints`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def keep(self, signed: SignedTree) -> SignedTree:
        """Keep it, unless that size was signed already; what is kept."""
        row = {
            "size": signed.size,
            "root": signed.root,
            "signed_at": signed.signed_at,
            "note": signed.note,
            "published": False,
        }
        _insert_once(self._engine, CHECKPOINT, row)
        return self.find(signed.size) or signed

    def find(self, size: int) -> SignedTree | None:
        found = self._trees(sa.select(CHECKPOINT).where(CHECKPOINT.c.size == size))
        return found[0] if found else None

    def newest(self, before: int = 0, limit: int = 1, *, witnessed: bool = False) -> list[SignedTree]:
        """Newest first, of fewer lines than `before` unless it is 0."""
        query = sa.select(CHECKPOINT).order_by(CHECKPOINT.c.size.desc()).limit(limit)
        if before:
            query = query.where(CHECKPOINT.c.size < before)
        if witnessed:
            query = query.where(CHECKPOINT.c.size.in_(sa.select(COSIGNATURE.c.size)))
        return self._trees(query)

    def set_published(self, size: int) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.update(CHECKPOINT).where(CHECKPOINT.c.size == size).values(published=True))

    def cosign(self, size: int, witness: str, line: str, at: datetime) -> None:
        """Keep a witness's line; the first one stays."""
        row = {"size": size, "witness": witness, "line": line, "received_at": at}
        _insert_once(self._engine, COSIGNATURE, row)

    def _trees(self, query: sa.Select[Any]) -> list[SignedTree]:
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
            sizes = [row.size for row in rows]
            lines = sa.select(COSIGNATURE).where(COSIGNATURE.c.size.in_(sizes))
            signed = connection.execute(lines.order_by(COSIGNATURE.c.witness)).all() if sizes else []
        return [_tree(row, [line for line in signed if line.size == row.size]) for row in rows]


class SqlPlaces:
    """Implements the port `Places`."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def find(self, vault_id: UUID, number: int) -> Placed | None:
        return self._one(LINES.c.subject_id == vault_id, LINES.c.number == number)

    def last(self, vault_id: UUID, size: int = 0) -> Placed | None:
        """The vault's newest line, of the first `size` lines of the whole log unless it is 0."""
        within = (LINES.c.position <= size,) if size else ()
        return self._one(LINES.c.subject_id == vault_id, *within)

    def _one(self, *where: sa.ColumnElement[bool]) -> Placed | None:
        query = sa.select(LINES).where(*where).order_by(LINES.c.number.desc()).limit(1)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else Placed(row.number, row.position - 1, bytes(row.hash))


def _tree(row: Any, signed: Sequence[Any]) -> SignedTree:
    note = row.note + "".join(line.line for line in signed)
    witnesses = [line.witness for line in signed]
    return SignedTree(row.size, bytes(row.root), row.signed_at, note, row.published, witnesses)


def _insert_once(engine: sa.Engine, table: sa.Table, row: dict[str, Any]) -> None:
    try:
        with engine.begin() as connection:
            connection.execute(sa.insert(table), row)
    except exc.IntegrityError:
        return  # it is there already
