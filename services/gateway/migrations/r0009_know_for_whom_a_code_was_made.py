"""Know for which service an opening code was made"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    made_for = sa.Column("organisation_id", sa.String(length=36), nullable=False, server_default="")
    op.add_column("remote_code", made_for)


def downgrade() -> None:
    op.drop_column("remote_code", "organisation_id")
