"""Alembic revisions of the vault's tables, oldest first."""
