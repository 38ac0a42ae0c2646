"""Let two versions of one fact share its position"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
COLUMNS = "position, type, version, subject, subject_version, data, recorded_at"


def upgrade() -> None:
    _key_by("position", "version")


def downgrade() -> None:
    _key_by("position")


def _key_by(*names: str) -> None:
    if op.get_context().dialect.name == "postgresql":
        op.drop_constraint("feed_pkey", "feed")
        op.create_primary_key("feed_pkey", "feed", list(names))
        return
    op.create_table(
        "feed_keyed",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("subject_version", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(*names),
    )
    op.execute(f"insert into feed_keyed ({COLUMNS}) select {COLUMNS} from feed")  # noqa: S608  # our own names
    op.drop_table("feed")
    op.rename_table("feed_keyed", "feed")
