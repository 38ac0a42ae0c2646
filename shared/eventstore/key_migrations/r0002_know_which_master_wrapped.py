"""Know which version of the master key wrapped each key, and since when a version wraps nothing"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("subject_key", sa.Column("master_version", sa.String(length=200), nullable=True))
    op.create_index("subject_key_master", "subject_key", ["master_version"])
    op.create_index("subject_key_destroyed", "subject_key", ["destroyed_at"])
    op.create_table(
        "master_version",
        sa.Column("version", sa.String(length=200), nullable=False),
        sa.Column("unused_since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )


def downgrade() -> None:
    op.drop_table("master_version")
    op.drop_index("subject_key_destroyed", "subject_key")
    op.drop_index("subject_key_master", "subject_key")
    op.drop_column("subject_key", "master_version")
