"""List the links and acts of each vault"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "part_view",
        sa.Column("part_id", sa.Uuid(), nullable=False),
        sa.Column("vault_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("part_id"),
    )
    op.create_index("ix_part_view_vault_id", "part_view", ["vault_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_part_view_vault_id", table_name="part_view")
    op.drop_table("part_view")
