"""Ingest's composition root: settings to stores, stores to use cases, and the loops to run beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from services.ingest.adapters.tables import LOG, RELAY_POSITION
from services.ingest.adapters.vintages import SqlVintageStore
from services.ingest.application.load_register import RegisterLoader
from services.ingest.application.read_register import RegisterReader
from services.ingest.domain.register import Register
from services.ingest.facts import place_fact, translate
from services.ingest.sources.detect import open_register
from shared.clock import Clock, clock_from
from shared.contracts.ingest import LoadRegister, RegisterReport
from shared.eventstore.database import Database, open_database
from shared.eventstore.log import EventLog
from shared.eventstore.recorder import Recorder
from shared.eventstore.reply_purge import REPLIES_EVERY_S, Replies, Rounds
from shared.eventstore.sealed import SealedMapper
from shared.messaging.loops import telling
from shared.rpc.call import Call, Caller
from shared.rpc.methods import Loop
from shared.settings import Settings

NAME = "ingest"
INBOX = "inbox"  # folder of the state folder where an operator drops register files


@dataclass(frozen=True)
class IngestUses:
    """What the service class is given."""

    log: EventLog
    loader: RegisterLoader
    reader: RegisterReader
    database: Database
    background: Sequence[Loop] = ()

    def load_register(self, request: LoadRegister, call: Call) -> RegisterReport:
        """Run the load once per (actor, key)."""
        return self.log.command(call, RegisterReport, lambda: self.loader.load_register(request, call))

    def position(self) -> str:
        """What ingest has stored."""
        return str(self.log.position())

    def wait_for(self, after: str) -> bool:
        """Always reached: what ingest answers is read from what it stored, never from a view behind."""
        return bool(after)

    def close(self) -> None:
        self.database.close()


def build(settings: Settings, *, clock: Clock | None = None, caller: Caller | None = None) -> IngestUses:
    """Open the database of `settings` (nothing connects yet) and put the use cases on it.

    Ingest calls nobody: `caller` is there because every service is built alike.
    """
    del caller
    clock = clock or clock_from(settings.rehearsal_clock_file)
    database = open_database(settings.need("database_url"), NAME)
    uses = assemble(database, clock, Path(settings.state_folder) / INBOX)
    tidied = Rounds(Replies(database.events, LOG.idempotency, clock).purge, "replies", REPLIES_EVERY_S)
    told = telling(settings, NAME, uses.log.store, database.events, RELAY_POSITION)
    return replace(uses, background=(tidied, *told))


def assemble(database: Database, clock: Clock, inbox: Path) -> IngestUses:
    """The use cases over an open database, with nothing running beside; tests come in here."""
    log = EventLog(Recorder(database.events, LOG), SealedMapper(), clock, translate)
    store = SqlVintageStore(database.events)

    def find_register(source: str) -> Register | None:
        return log.find(Register, Register.create_id(source))

    loader = RegisterLoader(find_register, open_register, store, place_fact, clock, inbox)
    return IngestUses(log, loader, RegisterReader(find_register, store), database)
