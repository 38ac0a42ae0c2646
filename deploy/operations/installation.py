"""Opens the services that a command is about, with nothing running: by their settings (a service, in its
container), or all those of an embedded installation's folder. Safe beside what runs.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shared.clock import Clock, SystemClock, clock_from
from shared.eventstore.fact_consumer import FactConsumer
from shared.eventstore.projection import ProjectionRunner
from shared.problems import NotFound
from shared.settings import Settings

SERVICES = ("directory", "vault", "notifications", "ingest")  # those with an event store
SERVICE_VARIABLE = "MAILLON_SERVICE"


@dataclass(frozen=True)
class Installation:
    """The wirings of the services in hand, by name."""

    wirings: Mapping[str, Any]
    clock: Clock

    def consumers(self) -> list[FactConsumer]:
        """Those who follow another service's facts."""
        found = [getattr(wiring, "consumer", None) for wiring in self.wirings.values()]
        return [consumer for consumer in found if consumer is not None]

    def runners(self) -> dict[str, ProjectionRunner]:
        """Those who keep views, by service."""
        found = {name: getattr(wiring, "views", None) for name, wiring in self.wirings.items()}
        return {name: runner for name, runner in found.items() if runner is not None}


@contextmanager
def opened(service: str, folder: Path) -> Iterator[Installation]:
    """`service` (or the container's, MAILLON_SERVICE) by the settings of the environment; without one, the
    installation in `folder`. Raises NotFound.
    """
    service = service or os.environ.get(SERVICE_VARIABLE, "")
    if service:
        with _by_settings(service) as installation:
            yield installation
        return
    if not (folder / "data").is_dir():
        raise NotFound(
            "installation",
            f"Aucune installation dans « {folder} ». Donnez son dossier avec --folder, ou le nom d’un"
            " service avec --service et ses réglages dans l’environnement.",
        )
    from deploy.embedded import Embedded  # absent from the images

    with Embedded(folder, SystemClock(), 0).assembled() as wirings:
        yield Installation(wirings, SystemClock())


@contextmanager
def _by_settings(service: str) -> Iterator[Installation]:
    if service not in SERVICES:
        raise NotFound("service", f"Services possibles : {', '.join(SERVICES)}.")
    settings = replace(Settings.from_env(os.environ), service=service)
    wiring = importlib.import_module(f"services.{service}.wiring").build(settings)
    try:
        yield Installation({service: wiring}, clock_from(settings.rehearsal_clock_file))
    finally:
        wiring.close()
