"""Every table of the directory's database. Alembic makes them (migrations/), nothing else."""

from __future__ import annotations

import sqlalchemy as sa

from shared.eventstore.tables import CODE_CHARS, POSITION, consumer_table, log_tables, parked_table
from shared.messaging.tables import relay_tables

METADATA = sa.MetaData()
LOG = log_tables(METADATA)
RELAY = relay_tables(METADATA)
CONSUMER_POSITION = consumer_table(METADATA)
PARKED_FACT = parked_table(METADATA)
_ID = sa.String(36)

PROFESSIONAL_VIEW = sa.Table(
    "professional_view",
    METADATA,
    sa.Column("professional_id", _ID, primary_key=True),
    sa.Column("initials", sa.String(10), nullable=False, index=True),
    sa.Column("profession", sa.Text(), nullable=False),
)
ORGANISATION_VIEW = sa.Table(
    "organisation_view",
    METADATA,
    sa.Column("organisation_id", _ID, primary_key=True),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("folded_name", sa.Text(), nullable=False),
)
MEMBER_VIEW = sa.Table(
    "member_view",
    METADATA,
    sa.Column("organisation_id", _ID, primary_key=True),
    sa.Column("professional_id", _ID, primary_key=True, index=True),
)
CONTACT_VIEW = sa.Table(
    "contact_view",
    METADATA,
    sa.Column("professional_id", _ID, primary_key=True),
    sa.Column("link_id", _ID, primary_key=True, index=True),
    sa.Column("position", POSITION, nullable=False),
)

PLACE = sa.Table(
    "place",
    METADATA,
    sa.Column("source", sa.String(CODE_CHARS), primary_key=True),
    sa.Column("id", sa.String(CODE_CHARS), primary_key=True),
    sa.Column("revision", POSITION, nullable=False, unique=True),
    sa.Column("as_of", sa.Date(), nullable=False),
    sa.Column("body", sa.Text(), nullable=False),
)
PLACE_HEAD = sa.Table(
    "place_head",
    METADATA,
    sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
    sa.Column("copy_id", _ID, nullable=False),
    sa.Column("revision", POSITION, nullable=False),
)
PLACE_STAGING = sa.Table(
    "place_staging",
    METADATA,
    sa.Column("vintage", _ID, primary_key=True),
    sa.Column("source", sa.String(CODE_CHARS), primary_key=True),
    sa.Column("id", sa.String(CODE_CHARS), primary_key=True),
    sa.Column("body", sa.Text(), nullable=False),
)
