"""Opens the key stores that a command is about: that of a service by its settings, or both of an embedded
installation's folder. Safe beside what runs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from deploy.operations.installation import SERVICE_VARIABLE
from shared.clock import Clock, clock_from
from shared.eventstore.database import open_engine
from shared.eventstore.erased_list import ErasedList
from shared.eventstore.key_rotation import KeyRotation
from shared.eventstore.master_key import MasterKey
from shared.problems import NotFound
from shared.settings import Settings

WITH_KEYS = ("vault", "directory")


@dataclass(frozen=True)
class KeyStore:
    """One service's keys: where they are, what wraps them, how long their backups are kept."""

    service: str
    engine: sa.Engine
    master: MasterKey
    erased: ErasedList
    backup_days: int
    clock: Clock

    @property
    def rotation(self) -> KeyRotation:
        return KeyRotation(self.engine, self.master, self.clock)


@contextmanager
def key_stores(service: str, folder: Path) -> Iterator[list[KeyStore]]:
    """Raises NotFound for a service without keys, or a folder without an installation."""
    stores = [_open(settings) for settings in _settings(service, folder)]
    try:
        yield stores
    finally:
        for store in stores:
            store.engine.dispose()


def _settings(service: str, folder: Path) -> list[Settings]:
    service = service or os.environ.get(SERVICE_VARIABLE, "")
    if service:
        if service not in WITH_KEYS:
            raise NotFound("service", f"Services qui gardent des clés : {', '.join(WITH_KEYS)}.")
        return [replace(Settings.from_env(os.environ), service=service)]
    if not (folder / "data").is_dir():
        raise NotFound(
            "installation", f"Aucune installation dans « {folder} ». Donnez --folder ou --service."
        )
    from deploy.embedded import Embedded  # absent from the images
    from shared.clock import SystemClock

    installation = Embedded(folder, SystemClock(), 0).prepared()
    return [installation.settings_of(name) for name in WITH_KEYS]


def _open(settings: Settings) -> KeyStore:
    return KeyStore(
        service=settings.service,
        engine=open_engine(settings.need("keys_database_url"), f"{settings.service}.keys.db"),
        master=MasterKey.from_file(Path(settings.need("master_key_file")), settings.master_key_uri),
        erased=ErasedList(settings.erased_list()),
        backup_days=settings.key_backup_days,
        clock=clock_from(settings.rehearsal_clock_file),
    )
