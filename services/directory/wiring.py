"""The directory's composition root: settings to stores, stores to use cases, and the loops to run beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from services.directory.adapters.contact_view import ContactView
from services.directory.adapters.organisation_view import OrganisationView
from services.directory.adapters.place_copy import CALLER, PlaceCopy
from services.directory.adapters.place_index import PlaceIndex
from services.directory.adapters.place_table import PlaceTable
from services.directory.adapters.professional_view import ProfessionalView
from services.directory.adapters.tables import CONSUMER_POSITION, LOG, PARKED_FACT, RELAY
from services.directory.application.retire_professional import FinishRetirements
from services.directory.facts import translate
from shared.clock import Clock, clock_from
from shared.contracts.ingest import ReadFacts as ReadIngestFacts
from shared.eventstore.database import Database, open_database, open_engine
from shared.eventstore.erased_list import ErasedList
from shared.eventstore.fact_consumer import FactConsumer
from shared.eventstore.key_port import Keys
from shared.eventstore.keys import SubjectKeys
from shared.eventstore.log import EventLog
from shared.eventstore.master_key import MasterKey
from shared.eventstore.projection import ProjectionRunner
from shared.eventstore.recorder import Recorder
from shared.eventstore.reply_purge import REPLIES_EVERY_S, Replies, Rounds
from shared.eventstore.sealed import SealedMapper
from shared.messaging.loops import feed_reader, hearing, telling
from shared.rpc.amqp import AmqpCaller
from shared.rpc.call import Caller
from shared.rpc.keys import load_signer
from shared.rpc.methods import Loop
from shared.settings import Settings

SERVICE = "directory"
RETIREMENTS_EVERY_S = 20.0  # how late an interrupted erasure may be
INDEX_FOLDER = "search"  # in the state folder: one per replica, may be deleted at any time


@dataclass(frozen=True)
class DirectoryWiring:
    """What the service class and its use cases are given. `consumer` takes ingest's facts."""

    log: EventLog
    keys: Keys
    professionals: ProfessionalView
    organisations: OrganisationView
    contacts: ContactView
    places: PlaceTable
    place_index: PlaceIndex
    views: ProjectionRunner
    consumer: FactConsumer
    closing: Sequence[Callable[[], None]]
    background: Sequence[Loop] = ()
    erased: ErasedList = field(default_factory=ErasedList)

    def position(self) -> str:
        """What the directory has stored of its own; its views reach it a moment later."""
        return str(self.log.position())

    def wait_for(self, after: str) -> bool:
        """Whether the views have reached what `position` told, within a second."""
        return after.isdecimal() and self.views.wait_for(int(after))

    def close(self) -> None:
        for close in self.closing:
            close()


def build(settings: Settings, *, clock: Clock | None = None, caller: Caller | None = None) -> DirectoryWiring:
    """Open what `settings` name; nothing connects yet. `caller` reaches ingest (default: over the broker).
    Raises SettingsError.
    """
    clock = clock or clock_from(settings.rehearsal_clock_file)
    database = open_database(settings.need("database_url"), SERVICE)
    erased = ErasedList(settings.erased_list())
    keys_engine = open_engine(settings.need("keys_database_url"), f"{SERVICE}.keys.db")
    master = MasterKey.from_file(Path(settings.need("master_key_file")), settings.master_key_uri)
    caller, closing = (caller, []) if caller is not None else _over_the_broker(settings, clock)
    index_folder = Path(settings.state_folder) / INDEX_FOLDER
    made = assemble(
        database,
        SubjectKeys(keys_engine, master, clock, erased),
        clock,
        ingest=caller,
        index_folder=index_folder,
    )
    heard = hearing(settings, made.consumer, feed_reader(caller, ReadIngestFacts, CALLER))
    tidied = Rounds(Replies(database.events, LOG.idempotency, clock).purge, "replies", REPLIES_EVERY_S)
    told = telling(settings, SERVICE, made.log.store, database.events, RELAY)
    made = replace(made, erased=erased)
    retired = Rounds(FinishRetirements(made), "retirements", RETIREMENTS_EVERY_S)
    return replace(
        made,
        background=(made.views, made.place_index, heard, tidied, retired, *told),
        closing=(*closing, database.close, keys_engine.dispose),
    )


def _over_the_broker(settings: Settings, clock: Clock) -> tuple[Caller, list[Callable[[], None]]]:
    signer = load_signer(Path(settings.need("actor_private_key_file")))
    caller = AmqpCaller(settings.need("amqp_url"), signer, clock, SERVICE)
    return caller, [caller.close]


def assemble(
    database: Database, keys: Keys, clock: Clock, *, ingest: Caller, index_folder: Path
) -> DirectoryWiring:
    """Use cases, views and search over an open, migrated database, with nothing running beside; tests come in
    here.
    """
    log = EventLog(Recorder(database.events, LOG), SealedMapper(keys), clock, translate)
    views = database.views
    professionals, organisations = ProfessionalView(views), OrganisationView(views)
    contacts, places = ContactView(views), PlaceTable(views)
    copy = PlaceCopy(views, ingest)
    return DirectoryWiring(
        log=log,
        keys=keys,
        professionals=professionals,
        organisations=organisations,
        contacts=contacts,
        places=places,
        place_index=PlaceIndex(index_folder, places),
        views=ProjectionRunner(
            log.store, log.mapper, views, LOG.projection_position, (professionals, organisations, contacts)
        ),
        consumer=FactConsumer(
            SERVICE,
            "ingest",
            views,
            CONSUMER_POSITION,
            copy.apply,
            copy.before,
            parked=PARKED_FACT,
            clock=clock,
        ),
        closing=(database.close,),
    )
