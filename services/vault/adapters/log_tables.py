"""Declares the tables of the tree over the access log: roots of its subtrees, checkpoints, cosignatures.

All of it can be made again from the access log, but for what was signed and witnessed.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from shared.eventstore.tables import CODE_CHARS, HASH_BYTES, POSITION, Instant


@dataclass(frozen=True)
class TreeTables:
    subtree: sa.Table
    checkpoint: sa.Table
    cosignature: sa.Table


def tree_tables(metadata: sa.MetaData) -> TreeTables:
    """Declare them in `metadata`."""
    return TreeTables(
        subtree=sa.Table(
            "log_subtree",
            metadata,
            sa.Column("level", sa.Integer(), primary_key=True, autoincrement=False),
            sa.Column("number", POSITION, primary_key=True, autoincrement=False),
            sa.Column("hash", sa.LargeBinary(HASH_BYTES), nullable=False),
        ),
        checkpoint=sa.Table(
            "log_checkpoint",
            metadata,
            sa.Column("size", POSITION, primary_key=True, autoincrement=False),
            sa.Column("root", sa.LargeBinary(HASH_BYTES), nullable=False),
            sa.Column("signed_at", Instant(), nullable=False),
            sa.Column("note", sa.Text(), nullable=False),
            sa.Column("published", sa.Boolean(), nullable=False),
        ),
        cosignature=sa.Table(
            "log_cosignature",
            metadata,
            sa.Column("size", POSITION, primary_key=True, autoincrement=False),
            sa.Column("witness", sa.String(CODE_CHARS), primary_key=True),
            sa.Column("line", sa.Text(), nullable=False),
            sa.Column("received_at", Instant(), nullable=False),
        ),
    )
