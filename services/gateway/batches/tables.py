"""The tables of batches: files read, their lines sealed, and whose vault a file has opened already.

People are kept as HMACs under a key of this installation, their words and cards sealed, and both for a time.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.gateway.identity.tables import CODE_CHARS, HASH_CHARS, ID_CHARS, METADATA
from shared.eventstore.tables import Instant

__all__ = ["BATCH", "KNOWN", "METADATA", "ROW"]

BATCH = sa.Table(
    "opening_batch",
    METADATA,
    sa.Column("id", sa.String(ID_CHARS), primary_key=True),
    sa.Column("opener_id", sa.String(ID_CHARS), nullable=False),
    sa.Column("scope", sa.String(HASH_CHARS), nullable=False),
    sa.Column("digest", sa.String(HASH_CHARS), nullable=False),
    sa.Column("state", sa.String(CODE_CHARS), nullable=False),
    sa.Column("sealed", sa.LargeBinary(), nullable=False),
    sa.Column("made_at", Instant(), nullable=False),
    sa.Column("ends_at", Instant(), nullable=False),
    sa.Column("cards_until", Instant()),
    sa.Column("leased_until", Instant()),
    sa.Index("opening_batch_end", "ends_at"),
    sa.Index("opening_batch_opener", "opener_id", "digest"),
)

ROW = sa.Table(
    "opening_row",
    METADATA,
    sa.Column("batch_id", sa.String(ID_CHARS), primary_key=True),
    sa.Column("line", sa.Integer(), primary_key=True, autoincrement=False),
    sa.Column("vault_id", sa.String(ID_CHARS), nullable=False),
    sa.Column("person_key", sa.String(HASH_CHARS), nullable=False),
    sa.Column("name_key", sa.String(HASH_CHARS), nullable=False),
    sa.Column("has_reference", sa.Boolean(), nullable=False),
    sa.Column("state", sa.String(CODE_CHARS), nullable=False),
    sa.Column("sealed", sa.LargeBinary(), nullable=False),
    sa.Column("card", sa.LargeBinary()),
    sa.Column("problem", sa.String(60), nullable=False),
    sa.Index("opening_row_vault", "vault_id"),
)

KNOWN = sa.Table(
    "opening_known",
    METADATA,
    sa.Column("person_key", sa.String(HASH_CHARS), primary_key=True),
    sa.Column("name_key", sa.String(HASH_CHARS), nullable=False),
    sa.Column("has_reference", sa.Boolean(), nullable=False),
    sa.Column("vault_id", sa.String(ID_CHARS), nullable=False),
    sa.Column("opened_at", Instant()),
    sa.Index("opening_known_name", "name_key"),
    sa.Index("opening_known_vault", "vault_id"),
)
