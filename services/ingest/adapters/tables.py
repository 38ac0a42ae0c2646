"""The tables of ingest's database: its event store, its relay, and the rows of its vintages."""

from __future__ import annotations

import sqlalchemy as sa

from shared.eventstore.tables import Instant, log_tables
from shared.messaging.tables import relay_tables

METADATA = sa.MetaData()
LOG = log_tables(METADATA)
RELAY_POSITION = relay_tables(METADATA)

# One row per file being loaded or loaded; the register (an aggregate) says which ones count.
VINTAGE = sa.Table(
    "vintage",
    METADATA,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("source", sa.String(20), nullable=False),
    sa.Column("begun_at", Instant(), nullable=False),
)

VINTAGE_PLACE = sa.Table(
    "vintage_place",
    METADATA,
    sa.Column("vintage", sa.String(36), primary_key=True),
    sa.Column("place_id", sa.String(20), primary_key=True),
    sa.Column("as_of", sa.Date(), nullable=False),
    sa.Column("load_order", sa.Integer(), nullable=False),
    sa.Column("digest", sa.LargeBinary(16), nullable=False),
    sa.Column("state", sa.String(6), nullable=False),
    sa.Column("overruled", sa.Boolean(), nullable=False),
    sa.Column("data", sa.Text(), nullable=False),
)
