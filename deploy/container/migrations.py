"""Brings one service's tables up to date, once, before its processes start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shared.eventstore.database import open_database, open_engine
from shared.eventstore.migrate import migrate, migrate_keys, upgrade
from shared.settings import Settings


def migrate_service(service: str, env: Mapping[str, str]) -> None:
    """Migrate the service's database, and its keys' database where it has one. Idempotent."""
    settings = replace(Settings.from_env(env), service=service)
    if service == "gateway":
        migrate_gateway(settings.need("database_url"))
    else:
        migrate_with(settings)


def migrate_with(settings: Settings) -> None:
    """The same from settings, for a service that has an event store."""
    database = open_database(settings.need("database_url"), settings.service)
    migrate(database, f"services.{settings.service}")
    database.close()
    if settings.keys_database_url:
        engine = open_engine(settings.keys_database_url, f"{settings.service}.keys.db")
        migrate_keys(engine)
        engine.dispose()


def migrate_gateway(database_url: str) -> None:
    """The gateway has accounts, sessions and a feed, no event store."""
    engine = open_engine(database_url, "gateway.db")
    upgrade(engine, "services.gateway.migrations")
    engine.dispose()
