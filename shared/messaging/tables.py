"""Where a relay stands: a table in each producing service's events database (Alembic makes it)."""

from __future__ import annotations

import sqlalchemy as sa


def relay_tables(metadata: sa.MetaData) -> sa.Table:
    """Declare `relay_position` in `metadata`: one row per service, the last position the broker confirmed."""
    return sa.Table(
        "relay_position",
        metadata,
        sa.Column("service", sa.String(200), primary_key=True),
        sa.Column("epoch", sa.String(36), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
    )
