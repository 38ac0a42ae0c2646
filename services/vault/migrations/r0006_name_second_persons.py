"""Let second persons be found: who manages, and what waits for them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None
FROM_DIRECTORY = ("membership_confirmation", "parked_fact", "consumer_position")


def upgrade() -> None:
    """Memberships are read again from the directory's first fact, so that roles are known; until its head is
    reached nothing is confirmed, and access through an organisation waits.
    """
    op.add_column("membership", sa.Column("role", sa.String(200), nullable=False, server_default=""))
    op.execute("delete from membership")
    for table in FROM_DIRECTORY:
        op.execute(f"delete from {table} where producer = 'directory'")  # noqa: S608  # our own names
    op.create_table(
        "verification_view",
        sa.Column("item_id", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("vault_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.String(200), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("item_id"),
    )
    op.create_index("ix_verification_view_vault_id", "verification_view", ["vault_id"])
    op.create_index("ix_verification_view_organisation_id", "verification_view", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("verification_view")
    op.drop_column("membership", "role")
