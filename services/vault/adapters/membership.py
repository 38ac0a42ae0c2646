"""Who belongs to which team and organisation, kept from the directory's facts; and when that was last
confirmed.

The one exception to "decisions never read a view that can lag": so it says how old it may be. Each time the
directory's feed was read to its head, that instant is kept; 15 minutes later nothing is confirmed any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from services.vault.adapters.measures import MEMBERSHIP_LAG_S, MEMBERSHIPS_CONFIRMED
from services.vault.adapters.tables import (
    CONSUMER_POSITION,
    DEPARTURE,
    MEMBERSHIP,
    MEMBERSHIP_CONFIRMATION,
    PARKED_FACT,
)
from services.vault.domain.consent import Departure, Reader
from shared.clock import Clock
from shared.contracts.directory_facts import MemberJoined, MemberLeft
from shared.contracts.shapes import FeedPage, PublishedFact
from shared.eventstore.at_once import AtOnce
from shared.eventstore.database import for_single_reads
from shared.eventstore.fact_consumer import FactConsumer

PRODUCER = "directory"
CONFIRMED_FOR = timedelta(minutes=15)
NOTED_EVERY = timedelta(seconds=20)  # a confirmation need not be written twice a second


_CONFIRMATION = sa.select(sa.func.max(MEMBERSHIP_CONFIRMATION.c.confirmed_at).label("at")).subquery()
_ASKED = MEMBERSHIP.c.professional_id.in_(sa.bindparam("asked", expanding=True))
_BELONGING = sa.select(MEMBERSHIP, _CONFIRMATION.c.at).select_from(
    _CONFIRMATION.outerjoin(MEMBERSHIP, _ASKED)
)


class SqlMemberships:
    """The table as the use cases read it."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine = engine
        self._reads = for_single_reads(engine)
        self._clock = clock
        self._readers: AtOnce[str, Reader] = AtOnce(self._readers_of)

    def reader(self, professional_id: str) -> Reader:
        """The professional with their teams and organisations. Being in a team is being in its
        organisation. Who asks at once shares one query.
        """
        return self._readers.ask(professional_id)

    def _readers_of(self, professional_ids: Sequence[str]) -> Sequence[Reader]:
        with self._reads.connect() as connection:
            rows = connection.execute(_BELONGING, {"asked": sorted(set(professional_ids))}).all()
        confirmed = self._is_fresh(rows[0].at)
        return [
            _reader(one, [row for row in rows if row.professional_id == one], confirmed)
            for one in professional_ids
        ]

    def departures(self, professional_ids: Iterable[str]) -> frozenset[Departure]:
        """Which organisations these professionals have left, and when the last time."""
        query = sa.select(DEPARTURE).where(DEPARTURE.c.professional_id.in_(sorted(professional_ids)))
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return frozenset(Departure(row.professional_id, row.organisation_id, row.left_at) for row in rows)

    def organisation_of(self, team_id: str) -> str:
        """The organisation that a team is of; empty when no member of it is known."""
        query = sa.select(MEMBERSHIP.c.organisation_id).where(MEMBERSHIP.c.team_id == team_id).limit(1)
        with self._engine.connect() as connection:
            return str(connection.execute(query).scalar() or "")

    def members(self, grantee_kind: str, grantee_id: str, after: str, limit: int) -> Sequence[str]:
        """Ids of who belongs to a team or an organisation, in order, after `after`."""
        column = MEMBERSHIP.c.team_id if grantee_kind == "team" else MEMBERSHIP.c.organisation_id
        member = MEMBERSHIP.c.professional_id
        query = sa.select(member).distinct().where(column == grantee_id, member > after)
        with self._engine.connect() as connection:
            return list(connection.execute(query.order_by(member).limit(limit)).scalars())

    def _is_fresh(self, confirmed_at: datetime | None) -> bool:
        """One dated ahead of us by as much is no better: a clock that was wrong confirms nothing for long."""
        return confirmed_at is not None and abs(self._clock.now() - confirmed_at) <= CONFIRMED_FOR


def _reader(professional_id: str, rows: Sequence[Any], confirmed: bool) -> Reader:
    return Reader(
        professional_id,
        teams=frozenset(row.team_id for row in rows if row.team_id),
        organisations=frozenset(row.organisation_id for row in rows),
        confirmed=confirmed,
        manages=frozenset(row.organisation_id for row in rows if not row.team_id and row.role == "manager"),
    )


class MembershipConsumer(FactConsumer):
    """Applies the directory's facts, and notes each time that its head was reached."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        applied = self._apply_and_measure
        super().__init__(
            "vault", PRODUCER, engine, CONSUMER_POSITION, applied, parked=PARKED_FACT, clock=clock
        )
        self._views = engine
        self._clock = clock
        self._noted_at: datetime | None = None

    def catch_up(self, reader: Callable[[int, int], FeedPage]) -> int:
        """Read the feed to its head; what was known just before asking is then confirmed."""
        asked_at = self._clock.now()
        applied = super().catch_up(reader)
        if self._noted_at is None or not timedelta() <= asked_at - self._noted_at < NOTED_EVERY:
            self._note(asked_at)
        return applied

    def _apply_and_measure(self, connection: sa.Connection, fact: PublishedFact) -> None:
        apply(connection, fact)
        if fact.is_a(MemberJoined, MemberLeft):
            late = self._clock.now() - fact.recorded_at
            MEMBERSHIP_LAG_S.observe(max(0.0, late.total_seconds()))

    def _note(self, asked_at: datetime) -> None:
        with self._views.begin() as connection:
            row = {"producer": PRODUCER, "confirmed_at": asked_at}
            known = MEMBERSHIP_CONFIRMATION.c.producer == PRODUCER
            if not connection.execute(sa.update(MEMBERSHIP_CONFIRMATION).where(known).values(row)).rowcount:
                connection.execute(sa.insert(MEMBERSHIP_CONFIRMATION), row)
        self._noted_at = asked_at
        MEMBERSHIPS_CONFIRMED.set(asked_at.timestamp())


def apply(connection: sa.Connection, fact: PublishedFact) -> None:
    """Add a membership, change its role, or remove it; may meet a fact twice."""
    if fact.is_a(MemberJoined):
        joined = fact.read(MemberJoined)
        row = {
            "professional_id": joined.professional_id,
            "organisation_id": joined.organisation_id,
            "team_id": joined.team_id,
        }
        same = [MEMBERSHIP.c[name] == value for name, value in row.items()]
        role = {"role": joined.role}
        if not connection.execute(sa.update(MEMBERSHIP).where(*same).values(role)).rowcount:
            connection.execute(sa.insert(MEMBERSHIP), row | role)
    elif fact.is_a(MemberLeft):
        left = fact.read(MemberLeft)
        gone = [
            MEMBERSHIP.c.professional_id == left.professional_id,
            MEMBERSHIP.c.organisation_id == left.organisation_id,
        ]
        if left.team_id:
            gone.append(MEMBERSHIP.c.team_id == left.team_id)
        else:
            _remember_departure(connection, left, fact.recorded_at)
        connection.execute(sa.delete(MEMBERSHIP).where(*gone))


def _remember_departure(connection: sa.Connection, left: MemberLeft, at: datetime) -> None:
    """Kept even if they come back: what was given to them for that service ended then."""
    row = {"professional_id": left.professional_id, "organisation_id": left.organisation_id, "left_at": at}
    same = [DEPARTURE.c[name] == row[name] for name in ("professional_id", "organisation_id")]
    before = connection.execute(sa.select(DEPARTURE.c.left_at).where(*same)).scalar()
    if before is None:
        connection.execute(sa.insert(DEPARTURE), row)
    elif before < at:
        connection.execute(sa.update(DEPARTURE).where(*same).values(left_at=at))
