"""Maillon in one process: the five services, SQLite files in one folder, no broker, one HTTP port on
this machine.

Same service classes, contracts, signatures and checks as distributed; consumers read the producers' feeds.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from deploy.container.migrations import migrate_gateway, migrate_with
from deploy.init import init
from deploy.web import WebServer
from services.directory.service import DirectoryService
from services.directory.wiring import build as build_directory
from services.gateway.app import create_app
from services.gateway.erased_vaults import erased_vaults, hearing_of_erasures
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.operators import create_operator
from services.gateway.identity.secret_acts import telling
from services.gateway.parts import GatewaySettings, Parts
from services.gateway.tidying import tidying
from services.ingest.service import IngestService
from services.ingest.wiring import build as build_ingest
from services.notifications.service import NotificationsService
from services.notifications.wiring import build as build_notifications
from services.vault.service import VaultService
from services.vault.wiring import build as build_vault
from shared.blobs import BlobStore
from shared.clock import Clock
from shared.eventstore.database import open_engine
from shared.logs import failure, get_logger
from shared.rpc.keys import load_signer, load_verifier
from shared.rpc.local import AsyncLocalCaller, LocalCaller
from shared.rpc.methods import Loop
from shared.settings import Settings

SERVICES = ("ingest", "directory", "vault", "notifications")
REQUESTS_PER_MINUTE = 1_200  # per visitor; a story told at full speed needs more
LOOP_RESTART_S = 1.0
LOOP_STOP_S = 5.0
_log = get_logger(__name__)


class Embedded:
    """An installation in `folder`. Used as a context manager: serves while it is open."""

    def __init__(self, folder: Path, clock: Clock, port: int, *, rate_limited: bool = True) -> None:
        self.folder = folder
        self.clock = clock
        self.secrets = folder / "secrets"
        self.inbox = folder / "state" / "ingest" / "inbox"
        self.outbox = folder / "outbox" / "sms.jsonl"
        self._rate_limited = rate_limited
        self._stop = threading.Event()
        self._services: dict[str, Any] = {}
        self._loops: list[threading.Thread] = []
        self._web = WebServer(port)
        self._pages_url = self._web.base_url  # asked for after the port was given back, too
        self._hearing: sa.Engine | None = None

    @property
    def base_url(self) -> str:
        return self._web.base_url

    def prepare(self) -> None:
        """Secrets, folders and tables; idempotent."""
        init(self.secrets)
        self.inbox.mkdir(parents=True, exist_ok=True)
        for name in SERVICES:
            migrate_with(self.settings_of(name))
        migrate_gateway(self._database_url)

    def prepared(self) -> Self:
        """The same, with no port taken: for commands that look at the stores beside what runs."""
        self._web.stop()
        self.prepare()
        return self

    def looked_at(self) -> Self:
        """The same, and nothing is made or migrated either: for the doctor."""
        self._web.stop()
        return self

    def create_operator(self, email: str, password: str) -> None:
        """Open an operator's account. Raises InvalidInput or Conflict."""
        self.prepare()
        keys = GatewayKeys(self._gateway_secret())
        create_operator(self._gateway_engine(), keys, self.clock, email, password)

    @contextmanager
    def assembled(self) -> Iterator[dict[str, Any]]:
        """What each service uses, by name, with nothing running: for commands, beside an open installation
        too."""
        self._web.stop()
        self._build()
        try:
            yield {name: service.uses for name, service in self._services.items()}
        finally:
            self._close()

    def __enter__(self) -> Self:
        self._build()
        for service in self._services.values():
            self._run(service.uses.background)
        self._run(self._beside_the_pages())
        self._web.start(create_app(self._parts()))
        return self

    def _beside_the_pages(self) -> Sequence[Loop]:
        """What the gateway's worker does, in this process."""
        engine = self._hearing = self._gateway_engine()
        consumer, caller = erased_vaults(engine, self.clock), self._caller("gateway-worker")
        heard = hearing_of_erasures(self.settings_of("gateway"), consumer, caller)
        return [heard, tidying(engine, self.clock), telling(engine, caller)]

    def _build(self) -> None:
        self.prepare()
        builders = {
            "ingest": (IngestService, build_ingest),
            "directory": (DirectoryService, build_directory),
            "vault": (VaultService, build_vault),
            "notifications": (NotificationsService, build_notifications),
        }
        for name, (service_class, build) in builders.items():
            service: Any = service_class()
            service.uses = build(self.settings_of(name), clock=self.clock, caller=self._caller(name))
            self._services[name] = service

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._web.stop()
        self._stop.set()
        for thread in self._loops:
            thread.join(LOOP_STOP_S)
        if self._hearing is not None:
            self._hearing.dispose()
        self._close()

    def _close(self) -> None:
        for service in self._services.values():
            service.uses.close()

    def settings_of(self, name: str) -> Settings:
        return Settings(
            service=name,
            database_url=self._database_url,
            keys_database_url=self._database_url if name in ("directory", "vault") else "",
            blob_folder=str(self.folder / "blobs"),
            state_folder=str(self.folder / "state" / name),
            outbox_file=str(self.outbox),
            pages_url=self._pages_url,
            actor_public_keys_folder=str(self.secrets / "keys" / "public"),
            actor_private_key_file=str(self.secrets / "keys" / f"{name}.pem"),
            master_key_file=str(self.secrets / f"master-{name}.json"),
        )

    @property
    def _database_url(self) -> str:
        return f"sqlite:///{self.folder / 'data'}"

    def _caller(self, name: str) -> LocalCaller:
        verifier = load_verifier(self.secrets / "keys" / "public")
        signer = load_signer(self.secrets / "keys" / f"{name}.pem")
        return LocalCaller(self._services, signer, self.clock, verifier)

    def _gateway_engine(self) -> Any:
        return open_engine(self._database_url, "gateway.db")

    def _gateway_secret(self) -> bytes:
        return (self.secrets / "passwords" / "gateway-pepper").read_bytes()

    def _parts(self) -> Parts:
        return Parts(
            settings=GatewaySettings(
                secret=self._gateway_secret(),
                public_url=self._web.base_url,
                requests_per_minute=REQUESTS_PER_MINUTE if self._rate_limited else 0,
            ),
            caller=AsyncLocalCaller(self._caller("gateway")),
            blobs=BlobStore(self.folder / "blobs"),
            clock=self.clock,
            engine=self._gateway_engine(),
        )

    def _run(self, loops: Sequence[Loop]) -> None:
        for loop in loops:
            thread = threading.Thread(target=self._keep_running, args=(loop,), daemon=True)
            thread.start()
            self._loops.append(thread)

    def _keep_running(self, loop: Loop) -> None:
        while not self._stop.is_set():
            try:
                loop.run(self._stop)
            except Exception as why:  # noqa: BLE001  # a loop that fails is started again; the process lives
                _log.error("loop_failed", loop=type(loop).__name__, **failure(why))
            self._stop.wait(LOOP_RESTART_S)
