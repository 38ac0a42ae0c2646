"""The vault's composition root: settings → stores and adapters → use cases; and the loops to run beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from services.vault.adapters.appointment_view import AppointmentView
from services.vault.adapters.checkpointing import Checkpointing
from services.vault.adapters.clamd import Clamd, NoScanner, scanner_at
from services.vault.adapters.documents import Examiner
from services.vault.adapters.follow_up_view import FollowUpView
from services.vault.adapters.group_view import GroupView
from services.vault.adapters.housekeeping import ERASURES_EVERY_S, LEFTOVERS_EVERY_S, UNCLAIMED_EVERY_S
from services.vault.adapters.intake import DocumentIntake
from services.vault.adapters.log_signer import LogSigner
from services.vault.adapters.log_witnesses import KnownWitnesses
from services.vault.adapters.membership import MembershipConsumer, SqlMemberships
from services.vault.adapters.part_view import PartView
from services.vault.adapters.tables import LOG, RELAY_POSITION
from services.vault.adapters.verification_view import VerificationView
from services.vault.application.gate import Gate
from services.vault.application.ports import ErasableKeys, Intake
from services.vault.domain.room import MEGABYTE, Room
from services.vault.facts import facts_of
from services.vault.wiring.ground import Ground
from services.vault.wiring.use_cases import UseCases, use_cases_of
from shared.blobs import BlobStore
from shared.clock import Clock, clock_from
from shared.contracts.directory import ReadFacts as ReadDirectoryFacts
from shared.eventstore.database import Database, open_database, open_engine
from shared.eventstore.erased_list import ErasedList
from shared.eventstore.keys import SubjectKeys
from shared.eventstore.log import EventLog
from shared.eventstore.master_key import MasterKey
from shared.eventstore.projection import ProjectionRunner
from shared.eventstore.recorder import Recorder
from shared.eventstore.reply_purge import REPLIES_EVERY_S, Replies, Rounds
from shared.eventstore.sealed import SealedMapper
from shared.messaging.loops import feed_reader, hearing, telling
from shared.rpc.amqp import AmqpCaller
from shared.rpc.call import Actor, Caller
from shared.rpc.keys import load_signer
from shared.rpc.methods import Loop
from shared.settings import Settings, SettingsError

NAME = "vault"
ROOM = Room(Settings().vault_max_documents, Settings().vault_max_mb * MEGABYTE)
BACKUPS_KEPT = timedelta(days=7)
MYSELF = Actor(id="service:vault", kind="service")


@dataclass(frozen=True)
class VaultWiring:
    """What the service class is given; `to_close` are the engines beyond the service's own database."""

    do: UseCases
    log: EventLog
    views: ProjectionRunner
    consumer: MembershipConsumer
    database: Database
    background: Sequence[Loop] = ()
    to_close: Sequence[sa.Engine] = ()

    def position(self) -> str:
        return str(self.log.position())

    def wait_for(self, after: str) -> bool:
        return after.isdigit() and self.views.wait_for(int(after))

    def close(self) -> None:
        self.database.close()
        for engine in self.to_close:
            engine.dispose()


def build(settings: Settings, *, clock: Clock | None = None, caller: Caller | None = None) -> VaultWiring:
    """Open what `settings` name (nothing connects yet). `caller` reaches the directory (default: the
    broker).
    """
    clock = clock or clock_from(settings.rehearsal_clock_file)
    database = open_database(settings.need("database_url"), NAME)
    keys_engine = open_engine(settings.need("keys_database_url"), f"{NAME}.keys.db")
    master = MasterKey.from_file(Path(settings.need("master_key_file")), settings.master_key_uri)
    caller = caller or AmqpCaller(
        settings.need("amqp_url"), load_signer(Path(settings.need("actor_private_key_file"))), clock, NAME
    )
    blobs = BlobStore(Path(settings.blob_folder))
    intake = DocumentIntake(blobs, Examiner(), _scanner(settings))
    room = Room(settings.vault_max_documents, settings.vault_max_mb * MEGABYTE)
    signer = LogSigner(Path(settings.state_folder), settings.region)
    witnesses = KnownWitnesses.from_setting(settings.log_witnesses)
    erased = ErasedList(settings.erased_list())
    keys = SubjectKeys(keys_engine, master, clock, erased)
    kept = timedelta(days=settings.key_backup_days)
    wiring = assemble(database, keys, clock, blobs, intake, signer, room, witnesses, erased, kept)
    heard = hearing(settings, wiring.consumer, feed_reader(caller, ReadDirectoryFacts, MYSELF))
    told = telling(settings, NAME, wiring.log.store, database.events, RELAY_POSITION)
    timed = (
        Rounds(wiring.do.collect_leftovers, "leftovers", LEFTOVERS_EVERY_S),
        Checkpointing(wiring.do.publish_checkpoint, settings.checkpoint_every_s),
        Rounds(wiring.do.finish_erasures, "erasures", ERASURES_EVERY_S),
        Rounds(wiring.do.end_groups, "groups", ERASURES_EVERY_S),
        Rounds(wiring.do.end_unclaimed, "unclaimed", UNCLAIMED_EVERY_S),
        Rounds(Replies(database.events, LOG.idempotency, clock).purge, "replies", REPLIES_EVERY_S),
    )
    return replace(wiring, background=(wiring.views, heard, *timed, *told), to_close=(keys_engine,))


def assemble(
    database: Database,
    keys: ErasableKeys,
    clock: Clock,
    blobs: BlobStore,
    intake: Intake,
    sign: LogSigner,
    room: Room = ROOM,
    witnesses: KnownWitnesses | None = None,
    erased: ErasedList | None = None,
    backups_kept: timedelta = BACKUPS_KEPT,
) -> VaultWiring:
    """The use cases over an open database, with nothing running beside; tests come in here."""
    recorder, mapper = Recorder(database.events, LOG), SealedMapper(keys)
    log = EventLog(recorder, mapper, clock, facts_of)
    gate = Gate(log, SqlMemberships(database.views, clock), clock)
    log.guard_replies(gate.hear_again)
    ground = Ground(
        gate=gate,
        keys=keys,
        erased_list=erased if erased is not None else ErasedList(),
        backups_kept=backups_kept,
        database=database,
        blobs=blobs,
        intake=intake,
        sign=sign,
        room=room,
        witnesses=witnesses or KnownWitnesses(),
        follow_ups=FollowUpView(database.views),
        appointments=AppointmentView(database.views),
        groups=GroupView(database.views),
        parts=PartView(database.views),
        verifications=VerificationView(database.views),
    )
    views = ProjectionRunner(
        recorder, mapper, database.views, LOG.projection_position, list(ground.read_models)
    )
    do = use_cases_of(ground)
    return VaultWiring(do, log, views, MembershipConsumer(database.views, clock), database)


def _scanner(settings: Settings) -> Clamd | NoScanner:
    try:
        return scanner_at(settings.clamd_address)
    except ValueError as why:
        raise SettingsError(f"MAILLON_CLAMD_ADDRESS : {why}.") from None
