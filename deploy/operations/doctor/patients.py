"""Whom the doctor looks at: one service by its settings (in its container), or all of an embedded folder.

Nothing is migrated, made or mended on the way: what is missing must be seen missing.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from deploy.operations.installation import SERVICE_VARIABLE, SERVICES
from shared.clock import Clock, SystemClock, clock_from
from shared.contracts.shapes import FeedPage
from shared.eventstore.database import Database, open_database, open_engine
from shared.eventstore.fact_consumer import FactConsumer
from shared.problems import NotFound, Unavailable
from shared.rpc.amqp import AmqpCaller
from shared.rpc.call import Actor, Answer, Caller
from shared.rpc.keys import load_signer
from shared.settings import Settings

GATEWAY = "gateway"
Feed = Callable[[int, int], FeedPage]


class Nobody:
    """A caller that reaches no one: what is looked at in one process needs no call."""

    def call(self, *_request: Any, **_options: Any) -> Answer:
        raise Unavailable("not_called")


@dataclass
class Patient:
    """One service. `wiring` is None for the gateway, and while its stores cannot be opened."""

    service: str
    settings: Settings
    secrets: tuple[Path, ...]
    clock: Clock
    databases: Database
    keys: sa.Engine | None
    wiring: Any = None
    feeds: dict[str, Feed] = field(default_factory=dict)

    @property
    def folders(self) -> dict[str, Path]:
        """What must have room, by what it is for."""
        found = {"état": Path(self.settings.state_folder)}
        if self.service in (GATEWAY, "vault"):
            found["papiers"] = Path(self.settings.blob_folder)
        return found

    @property
    def consumer(self) -> FactConsumer | None:
        """What follows another service's facts here."""
        if self.service == GATEWAY:
            from services.gateway.erased_vaults import erased_vaults

            return erased_vaults(self.databases.events, self.clock)
        return getattr(self.wiring, "consumer", None)

    def assemble(self, caller: Caller) -> None:
        """Its use cases and views. Raises what a missing secret or a wrong setting raises."""
        if self.service != GATEWAY:
            module = importlib.import_module(f"services.{self.service}.wiring")
            self.wiring = module.build(self.settings, clock=self.clock, caller=caller)


@contextmanager
def patients(service: str, folder: Path) -> Iterator[list[Patient]]:
    """Raises NotFound, SettingsError."""
    service = service or os.environ.get(SERVICE_VARIABLE, "")
    with ExitStack() as closing:
        found = [_by_settings(service)] if service else _in_folder(folder)
        for patient in found:
            closing.callback(patient.databases.close)
            if patient.keys is not None:
                closing.callback(patient.keys.dispose)
        yield found
        for patient in found:
            if patient.wiring is not None:
                patient.wiring.close()


def _by_settings(service: str) -> Patient:
    if service not in (*SERVICES, GATEWAY):
        raise NotFound("service", f"Services possibles : {', '.join((*SERVICES, GATEWAY))}.")
    settings = replace(Settings.from_env(os.environ), service=service)
    secrets = tuple(Path(p) for p in (settings.actor_private_key_file, settings.master_key_file) if p)
    return _patient(service, settings, secrets, clock_from(settings.rehearsal_clock_file))


def _in_folder(folder: Path) -> list[Patient]:
    if not (folder / "data").is_dir():
        raise NotFound(
            "installation", f"Aucune installation dans « {folder} ». Donnez --folder ou --service."
        )
    from deploy.embedded import Embedded  # absent from the images

    house = Embedded(folder, SystemClock(), 0).looked_at()
    found = []
    for name in (*SERVICES, GATEWAY):
        settings = house.settings_of(name)
        given = [house.secrets / "keys" / f"{name}.pem"]
        if settings.keys_database_url:
            given.append(Path(settings.master_key_file))
        if name == GATEWAY:
            given += [house.secrets, house.secrets / "passwords" / "gateway-pepper"]
        found.append(_patient(name, settings, tuple(given), house.clock))
    logs = {p.service: p for p in found}
    for patient in found:
        patient.feeds = {n: _reader_of(logs[n]) for n in SERVICES}
    return found


def _reader_of(producer: Patient) -> Feed:
    def read(after: int, limit: int) -> FeedPage:
        if producer.wiring is None:
            raise Unavailable("producer_not_opened")
        page: FeedPage = producer.wiring.log.read_facts(after, limit)
        return page

    return read


def _patient(service: str, settings: Settings, secrets: tuple[Path, ...], clock: Clock) -> Patient:
    url = settings.need("database_url")
    if service == GATEWAY:
        engine = open_engine(url, "gateway.db")
        return Patient(service, settings, secrets, clock, Database(engine, engine), None)
    keys = settings.keys_database_url
    apart = open_engine(keys, f"{service}.keys.db") if keys else None
    return Patient(service, settings, secrets, clock, open_database(url, service), apart)


def caller_of(patient: Patient) -> Caller:
    """What reaches other services: the broker where there is one. Its feeds are read through it."""
    settings = patient.settings
    if not settings.amqp_url or patient.service == GATEWAY:
        return Nobody()
    signer = load_signer(Path(settings.need("actor_private_key_file")))
    caller = AmqpCaller(settings.amqp_url, signer, patient.clock, f"doctor-{patient.service}")
    actor = Actor(id=f"service:{patient.service}", kind="service")
    patient.feeds = {name: _asked(caller, name, actor) for name in SERVICES}
    return caller


def _asked(caller: Caller, producer: str, actor: Actor) -> Feed:
    def read(after: int, limit: int) -> FeedPage:
        contract = importlib.import_module(f"shared.contracts.{producer}")
        page: FeedPage = caller.call(contract.ReadFacts(after=after, limit=limit), actor).value
        return page

    return read
