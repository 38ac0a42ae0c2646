"""Hear of erased vaults: where the gateway stands in the vault's feed, and whose card waits to be printed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    position = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "consumer_position",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("producer", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("position", position, nullable=False),
        sa.PrimaryKeyConstraint("name", "producer"),
    )
    op.create_table(
        "parked_fact",
        sa.Column("consumer", sa.String(length=200), nullable=False),
        sa.Column("producer", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("position", position, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("subject_version", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "producer", "epoch", "position", "version"),
    )
    op.create_index("parked_fact_subject", "parked_fact", ["consumer", "producer", "subject"], unique=False)
    op.add_column("card_page", sa.Column("vault_id", sa.String(length=36), nullable=False, server_default=""))
    op.create_index("card_page_vault", "card_page", ["vault_id"], unique=False)


def downgrade() -> None:
    op.drop_index("card_page_vault", table_name="card_page")
    op.drop_column("card_page", "vault_id")
    op.drop_index("parked_fact_subject", table_name="parked_fact")
    op.drop_table("parked_fact")
    op.drop_table("consumer_position")
