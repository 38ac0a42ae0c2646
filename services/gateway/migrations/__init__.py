"""Revisions of the gateway's own tables, run by Alembic before its processes start."""
