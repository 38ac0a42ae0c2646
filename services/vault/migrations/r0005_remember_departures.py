"""Remember departures"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "departure",
        sa.Column("professional_id", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.String(length=200), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("professional_id", "organisation_id"),
    )


def downgrade() -> None:
    op.drop_table("departure")
