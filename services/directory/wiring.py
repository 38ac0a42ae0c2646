"""The directory's composition root: settings to stores, stores to use cases, and the loops to run beside.

`build` is for a process of its own, with a broker; `assemble` puts the same parts together on what it is
given, for the embedded mode and for tests, which add the loop that follows ingest's feed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from services.directory.adapters.contact_view import ContactView
from services.directory.adapters.ingest_feed import IngestFeed
from services.directory.adapters.organisation_view import OrganisationView
from services.directory.adapters.place_copy import PlaceCopy
from services.directory.adapters.place_index import PlaceIndex
from services.directory.adapters.place_table import PlaceTable
from services.directory.adapters.professional_view import ProfessionalView
from services.directory.adapters.tables import CONSUMER_POSITION, LOG, RELAY
from services.directory.facts import translate
from shared.clock import Clock, clock_from
from shared.eventstore.database import Database, open_database, open_engine
from shared.eventstore.fact_consumer import FactConsumer
from shared.eventstore.key_port import Keys
from shared.eventstore.keys import SubjectKeys
from shared.eventstore.log import EventLog
from shared.eventstore.master_key import MasterKey
from shared.eventstore.projection import ProjectionRunner
from shared.eventstore.recorder import Recorder
from shared.eventstore.sealed import SealedMapper
from shared.messaging.loops import hearing, telling
from shared.rpc.amqp import AmqpCaller
from shared.rpc.call import Caller
from shared.rpc.keys import load_signer
from shared.rpc.methods import Loop
from shared.settings import Settings

SERVICE = "directory"
INDEX_FOLDER = "search"  # in the state folder: one per replica, may be deleted at any time
KEYS_FILE = "directory.keys.db"  # SQLite only


@dataclass(frozen=True)
class DirectoryWiring:
    """What the service class and its use cases are given. `follower` is to be fed with ingest's facts."""

    log: EventLog
    keys: Keys
    professionals: ProfessionalView
    organisations: OrganisationView
    contacts: ContactView
    places: PlaceTable
    place_index: PlaceIndex
    projections: ProjectionRunner
    follower: FactConsumer
    ingest_feed: IngestFeed
    background: Sequence[Loop]
    closing: Sequence[Callable[[], None]]

    def position(self) -> str:
        """What the directory has stored of its own; its views reach it a moment later."""
        return str(self.log.position())

    def wait_for(self, after: str) -> bool:
        """Whether the views have reached what `position` told, within a second."""
        return after.isdecimal() and self.projections.wait_for(int(after))

    def close(self) -> None:
        for close in self.closing:
            close()


def build(settings: Settings, *, clock: Clock | None = None, caller: Caller | None = None) -> DirectoryWiring:
    """Open what `settings` name; nothing connects before it is used. `caller` reaches ingest (default: over
    the broker). Raises SettingsError.
    """
    clock = clock or clock_from(settings.rehearsal_clock_file)
    database = open_database(settings.need("database_url"), SERVICE)
    keys_engine = open_engine(settings.need("keys_database_url"), KEYS_FILE)
    keys = SubjectKeys(keys_engine, MasterKey.from_file(Path(settings.need("master_key_file"))), clock)
    ingest = caller
    closing: list[Callable[[], None]] = [keys_engine.dispose]
    if ingest is None:
        signer = load_signer(Path(settings.need("actor_private_key_file")))
        ingest = AmqpCaller(settings.need("amqp_url"), signer, clock, SERVICE)
        closing.append(ingest.close)
    made = assemble(
        database,
        keys,
        clock,
        ingest=ingest,
        index_folder=Path(settings.state_folder) / INDEX_FOLDER,
        closing=closing,
    )
    loops = [
        hearing(settings, made.follower, made.ingest_feed),
        *telling(settings, SERVICE, made.log.store, database.events, RELAY),
    ]
    return replace(made, background=(*made.background, *loops))


def assemble(
    database: Database,
    keys: Keys,
    clock: Clock,
    *,
    ingest: Caller,
    index_folder: Path,
    closing: Sequence[Callable[[], None]] = (),
) -> DirectoryWiring:
    """Use cases, views and search over an open, migrated database. Its loops follow the log and the copy of
    the
    register; whoever calls adds what feeds `follower` (a subscription, or a loop on `ingest_feed`)."""
    log = EventLog(Recorder(database.events, LOG), SealedMapper(keys), clock, translate)
    views = database.views
    professionals, organisations = ProfessionalView(views), OrganisationView(views)
    contacts, places = ContactView(views), PlaceTable(views)
    index = PlaceIndex(index_folder, places)
    copy = PlaceCopy(views, ingest)
    projections = ProjectionRunner(
        log.store, log.mapper, views, LOG.projection_position, (professionals, organisations, contacts)
    )
    return DirectoryWiring(
        log=log,
        keys=keys,
        professionals=professionals,
        organisations=organisations,
        contacts=contacts,
        places=places,
        place_index=index,
        projections=projections,
        follower=FactConsumer(SERVICE, "ingest", views, CONSUMER_POSITION, copy.apply, copy.before),
        ingest_feed=IngestFeed(ingest),
        background=(projections, index),
        closing=(*closing, database.close),
    )
