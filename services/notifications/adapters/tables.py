"""The tables of notifications, which Alembic makes."""

from __future__ import annotations

import sqlalchemy as sa

from shared.eventstore.tables import Instant, consumer_table, log_tables, parked_table
from shared.messaging.tables import relay_tables

METADATA = sa.MetaData()
LOG = log_tables(METADATA)
RELAY = relay_tables(METADATA)
CONSUMER_POSITION = consumer_table(METADATA)
PARKED_FACT = parked_table(METADATA)

REMINDER_VIEW = sa.Table(
    "reminder_view",
    METADATA,
    sa.Column("reminder_id", sa.String(36), primary_key=True),
    sa.Column("appointment_id", sa.String(64), nullable=False),
    sa.Column("lead_hours", sa.Integer(), nullable=False),
    sa.Column("due_at", Instant(), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("reason", sa.String(40), nullable=False),
    sa.Index("reminder_view_appointment", "appointment_id"),
    sa.Index(
        "reminder_view_due",
        "due_at",
        postgresql_where=sa.text("state in ('planned', 'sending')"),
        sqlite_where=sa.text("state in ('planned', 'sending')"),
    ),
)

FOLLOWED = sa.Table(
    "followed_appointment",
    METADATA,
    sa.Column("appointment_id", sa.String(64), primary_key=True),
    sa.Column("vault_id", sa.String(64), nullable=False, index=True),
)
