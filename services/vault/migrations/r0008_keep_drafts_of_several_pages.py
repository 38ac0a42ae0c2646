"""Keep drafts of several pages"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_draft",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("vault_id", sa.Uuid(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("draft_id"),
    )
    op.create_index("ix_paper_draft_vault_id", "paper_draft", ["vault_id"])
    op.create_index("ix_paper_draft_expires_at", "paper_draft", ["expires_at"])


def downgrade() -> None:
    op.drop_table("paper_draft")
