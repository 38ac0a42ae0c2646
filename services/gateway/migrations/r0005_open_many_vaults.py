"""Open many vaults from a file, for people who come in later"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("waiting_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "opening_batch",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("opener_id", sa.String(length=36), nullable=False),
        sa.Column("scope", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cards_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("opening_batch_end", "opening_batch", ["ends_at"], unique=False)
    op.create_index("opening_batch_opener", "opening_batch", ["opener_id", "digest"], unique=False)
    op.create_table(
        "opening_row",
        sa.Column("batch_id", sa.String(length=36), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("vault_id", sa.String(length=36), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("name_key", sa.String(length=64), nullable=False),
        sa.Column("has_reference", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=True),
        sa.Column("problem", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "line"),
    )
    op.create_index("opening_row_vault", "opening_row", ["vault_id"], unique=False)
    op.create_table(
        "opening_known",
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("name_key", sa.String(length=64), nullable=False),
        sa.Column("has_reference", sa.Boolean(), nullable=False),
        sa.Column("vault_id", sa.String(length=36), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("person_key"),
    )
    op.create_index("opening_known_vault", "opening_known", ["vault_id"], unique=False)
    op.create_index("opening_known_name", "opening_known", ["name_key"], unique=False)


def downgrade() -> None:
    op.drop_table("opening_known")
    op.drop_table("opening_row")
    op.drop_table("opening_batch")
    op.drop_column("account", "waiting_until")
