"""Keep accounts and sessions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("email_key", sa.String(length=64), nullable=True),
        sa.Column("secret_hash", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_key", sa.String(length=36), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pending", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email_key"),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("known_device", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("attempt_address", "attempt", ["address", "at"], unique=False)
    op.create_index("attempt_at", "attempt", ["at"], unique=False)
    op.create_index("attempt_subject", "attempt", ["subject", "at"], unique=False)
    op.create_table(
        "card_page",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("opener_id", sa.String(length=36), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("card_page_end", "card_page", ["ends_at"], unique=False)
    op.create_table(
        "card",
        sa.Column("card_id", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("card_id"),
    )
    op.create_index("card_account", "card", ["account_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("assurance", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("session_account", "session", ["account_id"], unique=False)
    op.create_index("session_end", "session", ["ends_at"], unique=False)


def downgrade() -> None:
    op.drop_index("session_end", table_name="session")
    op.drop_index("session_account", table_name="session")
    op.drop_table("session")
    op.drop_index("card_account", table_name="card")
    op.drop_table("card")
    op.drop_index("card_page_end", table_name="card_page")
    op.drop_table("card_page")
    op.drop_index("attempt_subject", table_name="attempt")
    op.drop_index("attempt_at", table_name="attempt")
    op.drop_index("attempt_address", table_name="attempt")
    op.drop_table("attempt")
    op.drop_table("account")
