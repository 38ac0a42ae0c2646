"""Keep uploads that go on after a cut"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_upload",
        sa.Column("upload_id", sa.Uuid(), nullable=False),
        sa.Column("vault_id", sa.Uuid(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("upload_id"),
    )
    op.create_index("ix_paper_upload_vault_id", "paper_upload", ["vault_id"])
    op.create_index("ix_paper_upload_expires_at", "paper_upload", ["expires_at"])


def downgrade() -> None:
    op.drop_table("paper_upload")
