"""Sign in by a name and a passphrase"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("name_key", sa.String(length=64), nullable=True))
    op.create_index("account_name", "account", ["name_key"], unique=True)


def downgrade() -> None:
    op.drop_index("account_name", table_name="account")
    op.drop_column("account", "name_key")
