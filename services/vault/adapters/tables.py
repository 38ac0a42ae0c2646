"""Every table of the vault's database. Alembic makes them (migrations/); nothing creates them at start.

Views and state hold ids, codes and instants; what is personal is in the sealed events, or in a sealed box
here.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.vault.adapters.log_tables import tree_tables
from shared.eventstore.tables import CODE_CHARS, POSITION, Instant, consumer_table, log_tables, parked_table
from shared.messaging.tables import relay_tables

METADATA = sa.MetaData()
LOG = log_tables(METADATA, access_log=True)
TREE = tree_tables(METADATA)
RELAY_POSITION = relay_tables(METADATA)
CONSUMER_POSITION = consumer_table(METADATA)
PARKED_FACT = parked_table(METADATA)

FOLLOW_UP_VIEW = sa.Table(
    "follow_up_view",
    METADATA,
    sa.Column("consent_id", sa.String(CODE_CHARS), primary_key=True),
    sa.Column("vault_id", sa.Uuid(), nullable=False, index=True),
    sa.Column("grantee_kind", sa.String(CODE_CHARS), nullable=False),
    sa.Column("grantee_id", sa.String(CODE_CHARS), nullable=False),
    sa.Column("until", Instant(), nullable=False),
    sa.Index("follow_up_view_grantee", "grantee_kind", "grantee_id"),
)
APPOINTMENT_VIEW = sa.Table(
    "appointment_view",
    METADATA,
    sa.Column("appointment_id", sa.Uuid(), primary_key=True),
    sa.Column("vault_id", sa.Uuid(), nullable=False, index=True),
    sa.Column("position", POSITION, nullable=False),
    sa.Column("starts_at", Instant(), nullable=True),  # by the zone data of when it was written
    sa.Column("cancelled", sa.Boolean(), nullable=False, server_default=sa.false()),
)
GROUP_VIEW = sa.Table(
    "group_view",
    METADATA,
    sa.Column("group_id", sa.Uuid(), primary_key=True),
    sa.Column("given_by", sa.String(CODE_CHARS), nullable=False, index=True),
    sa.Column("organisation_id", sa.String(CODE_CHARS), nullable=False, index=True),
    sa.Column("starts_at", Instant(), nullable=False),
    sa.Column("position", POSITION, nullable=False),
)
PART_VIEW = sa.Table(
    "part_view",
    METADATA,
    sa.Column("part_id", sa.Uuid(), primary_key=True),
    sa.Column("vault_id", sa.Uuid(), nullable=False, index=True),
    sa.Column("kind", sa.String(CODE_CHARS), nullable=False),
    sa.Column("position", POSITION, nullable=False),
)
VERIFICATION_VIEW = sa.Table(
    "verification_view",
    METADATA,
    sa.Column("item_id", sa.String(CODE_CHARS), primary_key=True),
    sa.Column("kind", sa.String(CODE_CHARS), nullable=False),
    sa.Column("vault_id", sa.Uuid(), nullable=False, index=True),
    sa.Column("organisation_id", sa.String(CODE_CHARS), nullable=False, index=True),
    sa.Column("position", POSITION, nullable=False),
)
MEMBERSHIP = sa.Table(
    "membership",
    METADATA,
    sa.Column("professional_id", sa.String(CODE_CHARS), primary_key=True),
    sa.Column("organisation_id", sa.String(CODE_CHARS), primary_key=True),
    sa.Column("team_id", sa.String(CODE_CHARS), primary_key=True),
    sa.Column("role", sa.String(CODE_CHARS), nullable=False, server_default=""),
)
DEPARTURE = sa.Table(
    "departure",
    METADATA,
    sa.Column("professional_id", sa.String(CODE_CHARS), primary_key=True),
    sa.Column("organisation_id", sa.String(CODE_CHARS), primary_key=True),
    sa.Column("left_at", Instant(), nullable=False),
)
MEMBERSHIP_CONFIRMATION = sa.Table(
    "membership_confirmation",
    METADATA,
    sa.Column("producer", sa.String(CODE_CHARS), primary_key=True),
    sa.Column("confirmed_at", Instant(), nullable=False),
)
DEPOSIT_TICKET = sa.Table(
    "deposit_ticket",
    METADATA,
    sa.Column("document_id", sa.Uuid(), primary_key=True),
    sa.Column("vault_id", sa.Uuid(), nullable=False, index=True),
    sa.Column("box", sa.LargeBinary(), nullable=False),
    sa.Column("expires_at", Instant(), nullable=False, index=True),
    sa.Column("claimed_until", Instant(), nullable=True),
)
PAPER_DRAFT = sa.Table(
    "paper_draft",
    METADATA,
    sa.Column("draft_id", sa.Uuid(), primary_key=True),
    sa.Column("vault_id", sa.Uuid(), nullable=False, index=True),
    sa.Column("box", sa.LargeBinary(), nullable=False),
    sa.Column("files", sa.Text(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("expires_at", Instant(), nullable=False, index=True),
)
PAPER_UPLOAD = sa.Table(
    "paper_upload",
    METADATA,
    sa.Column("upload_id", sa.Uuid(), primary_key=True),
    sa.Column("vault_id", sa.Uuid(), nullable=False, index=True),
    sa.Column("box", sa.LargeBinary(), nullable=False),
    sa.Column("expires_at", Instant(), nullable=False, index=True),
)
EXPORT_ARCHIVE = sa.Table(
    "export_archive",
    METADATA,
    sa.Column("blob_id", sa.Uuid(), primary_key=True),
    sa.Column("vault_id", sa.Uuid(), nullable=False, index=True),
    sa.Column("expires_at", Instant(), nullable=False, index=True),
)
