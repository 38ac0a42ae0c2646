"""Every view built again beside, in files of the test, from the same events: what its live rows must be."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import services.directory.wiring
import services.ingest.wiring
import services.notifications.wiring
import services.vault.wiring  # noqa: F401  # the names of stored events are known once their classes are
from services.directory.adapters import tables as directory_tables
from services.notifications.adapters import tables as notifications_tables
from services.vault.adapters import tables as vault_tables
from shared.eventstore.database import open_engine
from shared.eventstore.projection import ProjectionRunner
from shared.eventstore.recorder import Recorder
from shared.eventstore.sealed import SealedMapper
from shared.eventstore.view_position import digest
from tests.faults.bed import Bed

TABLES = {"directory": directory_tables, "vault": vault_tables, "notifications": notifications_tables}


def kinds_of(service: str) -> tuple[Any, ...]:
    """Every view of a service: the classes of its `*_view` modules, so that a new one is not forgotten."""
    package = importlib.import_module(f"services.{service}.adapters")
    names = [m.name for m in pkgutil.iter_modules(package.__path__) if m.name.endswith("_view")]
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    found = [kind for module in modules for kind in vars(module).values() if isinstance(kind, type)]
    return tuple(
        kind
        for kind in found
        if kind.__name__.endswith("View") and kind.__module__ in {module.__name__ for module in modules}
    )


VIEWS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    service: (tables, kinds_of(service)) for service, tables in TABLES.items()
}


def projections(bed: Bed, service: str, engine: sa.Engine) -> tuple[ProjectionRunner, list[Any]]:
    """The views of a service, kept in `engine`, made from its live events."""
    tables, kinds = VIEWS[service]
    views = [kind(engine) for kind in kinds]
    store = Recorder(bed.engines[service], tables.LOG)
    mapper = SealedMapper(bed.keys(service))
    return ProjectionRunner(store, mapper, engine, tables.LOG.projection_position, views), views


class Copies:
    """The copies of one bed's views. They follow the events; each look brings them to the head."""

    def __init__(self, bed: Bed, folder: Path) -> None:
        self._bed = bed
        self._engines: dict[str, sa.Engine] = {}
        self._followed: dict[str, tuple[ProjectionRunner, list[Any]]] = {}
        for service, (tables, _) in VIEWS.items():
            engine = open_engine(f"sqlite:///{folder}", f"copy-{service}.db", durable=False)
            tables.METADATA.create_all(engine)
            self._engines[service] = engine
            self._followed[service] = projections(bed, service, engine)

    def differing(self) -> list[str]:
        """The views whose live rows are not those of their copy."""
        found = []
        for service, (runner, views) in self._followed.items():
            while runner.run_once():
                pass
            for view in views:
                live = digest(self._bed.engines[service], view.tables)
                if live != digest(self._engines[service], view.tables):
                    found.append(f"{service}.{view.name}")
        return found

    def close(self) -> None:
        for engine in self._engines.values():
            engine.dispose()
