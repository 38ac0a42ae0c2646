"""Alembic revisions of notifications's tables, oldest first."""
