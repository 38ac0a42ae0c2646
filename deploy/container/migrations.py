"""Brings one service's tables up to date, once, before its processes start."""

from __future__ import annotations

from collections.abc import Mapping

from shared.eventstore.database import open_database, open_engine
from shared.eventstore.migrate import migrate, migrate_keys
from shared.settings import Settings


def migrate_service(service: str, env: Mapping[str, str]) -> None:
    """Migrate the service's database, and its keys' database where it has one. Idempotent."""
    settings = Settings.from_env(env)
    database = open_database(settings.need("database_url"), service)
    migrate(database, f"services.{service}")
    database.close()
    if settings.keys_database_url:
        engine = open_engine(settings.keys_database_url, f"{service}.keys.db")
        migrate_keys(engine)
        engine.dispose()
