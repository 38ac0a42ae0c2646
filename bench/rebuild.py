"""B9: every read model of the directory rebuilt beside itself, one after the other, as `maillon rebuild
directory` does, against the same events read, opened and folded in memory in one pass, then COPY into like
tables of the same PostgreSQL.

Void unless both give the same rows, and unless who asks the views during a rebuild is always answered in
full. How long 10 M events would take is told by the two sizes, not measured.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.domain import Aggregate

from bench.bed import Bed
from bench.goals import Goal, Outcome, VoidError, interleaved, ratios, said
from bench.rebuild_reference import SCHEMA, fold_and_copy, make_like
from services.directory.adapters.contact_view import ContactView
from services.directory.adapters.organisation_view import OrganisationView
from services.directory.adapters.professional_view import ProfessionalView
from services.directory.adapters.tables import LOG
from services.directory.domain.contact_link import ContactLink
from services.directory.domain.organisation import Organisation
from services.directory.domain.professional import Professional
from shared.clock import SystemClock
from shared.eventstore.database import Database, open_database, open_engine
from shared.eventstore.keys import KEY_METADATA, SUBJECT_KEY, SubjectKeys
from shared.eventstore.master_key import MasterKey
from shared.eventstore.migrate import migrate
from shared.eventstore.rebuild import Rebuild, run_together
from shared.eventstore.recorder import Recorder
from shared.eventstore.sealed import SealedMapper
from shared.eventstore.view import View
from shared.ids import new_id

SIZES = (5_000, 20_000)
ROUNDS = 3
TEAM = 6  # people of one organisation
TEAM_EVENTS = 25  # 6 people, 6 memberships on either side but the founder's one, 4 links asked and answered
EXTRAPOLATED_EVENTS = 10_000_000
ASK_EVERY_S = 0.05
OURS, REFERENCE = "rebuild of all views", "fold and COPY"
Times = list[dict[str, float]]


@dataclass(frozen=True)
class Log:
    """A directory's events, and the three views made from them."""

    database: Database
    store: Recorder
    mapper: SealedMapper
    views: Sequence[View]

    def rebuild(self) -> None:
        views, positions = self.database.views, LOG.projection_position
        rebuilds = [Rebuild(self.store, self.mapper, views, positions, view) for view in self.views]
        run_together(rebuilds, from_start=True)


def measure(bed: Bed) -> list[Outcome]:
    paces: dict[str, list[float]] = {}
    took: dict[int, Times] = {}
    for size in SIZES:
        took[size] = rounds_of(bed, size)
        paces[f"{size:,} events"] = ratios(took[size], REFERENCE, OURS)  # seconds: the less, the better
        for run in (OURS, REFERENCE):
            told = ", ".join(said(size / one[run]) for one in took[size])
            bed.note(f"{size:,} events, {run}: {told} events/s")
    far = [minutes(*(one[OURS] for one in pair)) for pair in zip(*took.values(), strict=False)]
    return [
        Outcome(Goal(">=", 0.8), f"pace of {OURS} ÷ {REFERENCE}", paces),
        Outcome(Goal("<=", 3, "extrapolated_min"), "10 M events, extrapolated, in minutes", {"10 M": far}),
    ]


def minutes(small_s: float, large_s: float) -> float:
    """How long EXTRAPOLATED_EVENTS take on the line through the two sizes, and at least in proportion to the
    larger: noise makes a line flat, or fall."""
    small, large = SIZES
    by_event_s = max((large_s - small_s) / (large - small), large_s / large)
    return (large_s + (EXTRAPOLATED_EVENTS - large) * by_event_s) / 60


def rounds_of(bed: Bed, size: int) -> Times:
    with directory_log(bed, size) as log:
        make_like(log.database.views, log.views)
        log.rebuild()
        fold_and_copy(log.store, log.mapper, log.database.views, log.views)
        must_be_alike(log)
        asked(bed, log)
        return interleaved(
            ROUNDS,
            {
                OURS: lambda: seconds(log.rebuild),
                REFERENCE: lambda: seconds(
                    lambda: fold_and_copy(log.store, log.mapper, log.database.views, log.views)
                ),
            },
        )


def seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def must_be_alike(log: Log) -> None:
    """Raises VoidError unless both ways gave the same rows, and some."""
    with log.database.views.connect() as connection:
        for table in (table for view in log.views for table in view.tables):
            for one, other in (
                (table.name, f"{SCHEMA}.{table.name}"),
                (f"{SCHEMA}.{table.name}", table.name),
            ):
                differing = f"select count(*) from (table {one} except table {other}) as d"  # noqa: S608 - ours
                if connection.execute(sa.text(differing)).scalar_one():
                    raise VoidError(f"{table.name} differs between the two")
            if not connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one():
                raise VoidError(f"{table.name} is empty")


def asked(bed: Bed, log: Log) -> None:
    """Rebuild while somebody asks the views. Raises VoidError when an answer fails or is not the whole."""
    stop, waits, wrong = threading.Event(), list[float](), list[str]()
    queries = [sa.select(sa.func.count()).select_from(table) for view in log.views for table in view.tables]

    def answers() -> list[int]:
        with log.database.views.connect() as connection:
            return [connection.execute(query).scalar_one() for query in queries]

    whole = answers()

    def ask() -> None:
        while not stop.wait(ASK_EVERY_S):
            began = time.perf_counter()
            try:
                if answers() != whole:
                    wrong.append("an answer was not the whole")
            except sa.exc.SQLAlchemyError as why:
                wrong.append(type(why).__name__)
            waits.append(time.perf_counter() - began)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        log.rebuild()
    finally:
        stop.set()
        asking.join()
    if wrong:
        raise VoidError(f"{len(wrong)} of {len(waits)} questions during a rebuild: {wrong[0]}")
    told = f"median {said(median(waits) * 1000)}, longest {said(max(waits) * 1000)} ms"
    bed.note(f"{len(waits)} questions answered in full during a rebuild, {told}")


@contextmanager
def directory_log(bed: Bed, size: int) -> Iterator[Log]:
    with bed.postgres("bench_rebuild") as url, bed.postgres("bench_rebuild_keys") as keys_url:
        database, keys_engine = open_database(url, "directory"), open_engine(keys_url, "")
        try:
            migrate(database, "services.directory")
            KEY_METADATA.create_all(keys_engine)
            master = MasterKey.generate()
            mapper = SealedMapper(SubjectKeys(keys_engine, master, SystemClock()))
            store = Recorder(database.events, LOG)
            for start in range(0, size, TEAM_EVENTS):
                people = [new_id() for _ in range(TEAM)]
                give_keys(keys_engine, master, people)
                events = [
                    mapper.to_stored_event(e) for one in team(start, people) for e in one.pending_events
                ]
                store.append(events, recorded_at=SystemClock().now())
            if store.max_notification_id() != size:
                raise VoidError(f"{store.max_notification_id()} events instead of {size}")
            views = database.views
            with views.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("analyze"))
            yield Log(
                database,
                store,
                mapper,
                (ProfessionalView(views), OrganisationView(views), ContactView(views)),
            )
        finally:
            database.close()
            keys_engine.dispose()


def give_keys(engine: sa.Engine, master: MasterKey, people: Sequence[UUID]) -> None:
    """What SubjectKeys.create does, for many at once."""
    now = SystemClock().now()
    rows = [
        {"subject_id": one, "wrapped_keyset": master.new_wrapped_keyset(one), "created_at": now}
        for one in people
    ]
    with engine.begin() as connection:
        connection.execute(sa.insert(SUBJECT_KEY), rows)


def team(number: int, people: Sequence[UUID]) -> list[Aggregate]:
    """An organisation, its people, and links between them: TEAM_EVENTS events."""
    founder, *others = map(str, people)
    organisation_id = new_id()
    made = [
        Professional.register(
            one, given_name=f"Prénom{number}", family_name=f"Nom{place}", phone="+33199000000",
            email=f"p{number}.{place}@exemple.invalid", profession="Assistante sociale",
        )
        for place, one in enumerate(people)
    ]  # fmt: skip
    organisation = Organisation.register(organisation_id, f"Structure {number}", "fictive", founder)
    for one in others:
        organisation.add(founder, one, "member", "")
    for professional in made[1:]:
        professional.join(str(organisation_id))
    links = [ContactLink.request(founder, other) for other in others[:4]]
    for link, other in zip(links, others, strict=False):
        link.accept(other)
    return [*made, organisation, *links]
