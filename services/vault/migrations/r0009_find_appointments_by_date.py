"""Find appointments by their date: a series has more than a list shows"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The view is written again from the log's first event. A replica of the version before, while it still
    runs, adds rows without a date: those are looked at whatever the date asked.
    """
    op.add_column("appointment_view", sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "appointment_view", sa.Column("cancelled", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute("delete from appointment_view")
    op.execute("delete from projection_position where name = 'appointment_view'")


def downgrade() -> None:
    op.drop_column("appointment_view", "cancelled")
    op.drop_column("appointment_view", "starts_at")
