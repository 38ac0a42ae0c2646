"""List the appointments given to several people"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "group_view",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("given_by", sa.String(200), nullable=False),
        sa.Column("organisation_id", sa.String(200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("group_id"),
    )
    op.create_index("ix_group_view_given_by", "group_view", ["given_by"])
    op.create_index("ix_group_view_organisation_id", "group_view", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("group_view")
