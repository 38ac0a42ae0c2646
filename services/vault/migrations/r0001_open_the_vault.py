"""Open the vault"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_log",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("subject_id", "number", name="access_log_number"),
    )
    op.create_table(
        "appointment_view",
        sa.Column("appointment_id", sa.Uuid(), nullable=False),
        sa.Column("vault_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("appointment_id"),
    )
    op.create_index(op.f("ix_appointment_view_vault_id"), "appointment_view", ["vault_id"], unique=False)
    op.create_table(
        "consumer_position",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("producer", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("name", "producer"),
    )
    op.create_table(
        "deposit_ticket",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("vault_id", sa.Uuid(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_index(op.f("ix_deposit_ticket_expires_at"), "deposit_ticket", ["expires_at"], unique=False)
    op.create_index(op.f("ix_deposit_ticket_vault_id"), "deposit_ticket", ["vault_id"], unique=False)
    op.create_table(
        "event",
        sa.Column(
            "notification_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("originator_id", sa.Uuid(), nullable=False),
        sa.Column("originator_version", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("notification_id"),
        sa.UniqueConstraint("originator_id", "originator_version", name="event_version"),
    )
    op.create_table(
        "export_archive",
        sa.Column("blob_id", sa.Uuid(), nullable=False),
        sa.Column("vault_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("blob_id"),
    )
    op.create_index(op.f("ix_export_archive_expires_at"), "export_archive", ["expires_at"], unique=False)
    op.create_index(op.f("ix_export_archive_vault_id"), "export_archive", ["vault_id"], unique=False)
    op.create_table(
        "feed",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("type", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("subject_version", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_table(
        "feed_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("event_position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("feed_position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("log_position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "follow_up_view",
        sa.Column("consent_id", sa.String(length=200), nullable=False),
        sa.Column("vault_id", sa.Uuid(), nullable=False),
        sa.Column("grantee_kind", sa.String(length=200), nullable=False),
        sa.Column("grantee_id", sa.String(length=200), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("consent_id"),
    )
    op.create_index("follow_up_view_grantee", "follow_up_view", ["grantee_kind", "grantee_id"], unique=False)
    op.create_index(op.f("ix_follow_up_view_vault_id"), "follow_up_view", ["vault_id"], unique=False)
    op.create_table(
        "idempotency",
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=200), nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key"),
    )
    op.create_table(
        "membership",
        sa.Column("professional_id", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.String(length=200), nullable=False),
        sa.Column("team_id", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("professional_id", "organisation_id", "team_id"),
    )
    op.create_table(
        "membership_confirmation",
        sa.Column("producer", sa.String(length=200), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("producer"),
    )
    op.create_table(
        "projection_position",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "relay_position",
        sa.Column("service", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("service"),
    )


def downgrade() -> None:
    op.drop_table("relay_position")
    op.drop_table("projection_position")
    op.drop_table("membership_confirmation")
    op.drop_table("membership")
    op.drop_table("idempotency")
    op.drop_index(op.f("ix_follow_up_view_vault_id"), table_name="follow_up_view")
    op.drop_index("follow_up_view_grantee", table_name="follow_up_view")
    op.drop_table("follow_up_view")
    op.drop_table("feed_head")
    op.drop_table("feed")
    op.drop_index(op.f("ix_export_archive_vault_id"), table_name="export_archive")
    op.drop_index(op.f("ix_export_archive_expires_at"), table_name="export_archive")
    op.drop_table("export_archive")
    op.drop_table("event")
    op.drop_index(op.f("ix_deposit_ticket_vault_id"), table_name="deposit_ticket")
    op.drop_index(op.f("ix_deposit_ticket_expires_at"), table_name="deposit_ticket")
    op.drop_table("deposit_ticket")
    op.drop_table("consumer_position")
    op.drop_index(op.f("ix_appointment_view_vault_id"), table_name="appointment_view")
    op.drop_table("appointment_view")
    op.drop_table("access_log")
