"""A consumer that refuses what it is told to refuse, over real tables; `FALL` is how it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from shared.clock import FrozenClock
from shared.contracts.shapes import FeedPage, PublishedFact
from shared.eventstore.database import Database
from shared.eventstore.fact_consumer import FactConsumer
from shared.eventstore.parked import ParkedFact
from tests.integration.eventstore.notebook.tables import CONSUMER_POSITION, ECHO, PARKED_FACT
from tests.integration.eventstore.test_projection import rows

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SECRET = "Zoé Exemple habite ici"
SUBJECTS = 10


def fact(position: int, subject: str = "") -> PublishedFact:
    return PublishedFact(
        position=position,
        type="notebook.note_written",
        version=1,
        subject=subject or f"s-{position % SUBJECTS}",
        subject_version=position,
        data=msgspec.Raw(b'{"n":%d}' % position),
        recorded_at=NOW,
    )


def facts(last: int) -> list[PublishedFact]:
    return [fact(position) for position in range(1, last + 1)]


class Reader:
    """A consumer of `database` that fails at the positions of `poison`, and what it did. `tries`: how often
    it was given a fact."""

    def __init__(self, database: Database, poison: Iterable[int] = (), *, before: bool = False) -> None:
        self.database = database
        self.poison = set(poison)
        self.fall: Callable[[], Exception] = lambda: ValueError(SECRET)
        self.heard: list[int] = []
        self.tries = 0
        self.clock = FrozenClock(NOW)
        self.consumer = FactConsumer(
            "reader",
            "notebook",
            database.views,
            CONSUMER_POSITION,
            self._nothing if before else self._echo,
            self._hear if before else None,
            parked=PARKED_FACT,
            clock=self.clock,
        )

    def _echo(self, connection: sa.Connection, told: PublishedFact) -> None:
        self.tries += 1
        connection.execute(sa.delete(ECHO).where(ECHO.c.position == told.position))
        connection.execute(sa.insert(ECHO), {"position": told.position, "type": told.type})
        if told.position in self.poison:
            raise self.fall()

    def _hear(self, told: Sequence[PublishedFact]) -> None:
        for one in told:
            if one.position in self.poison:
                raise self.fall()
            if one.position not in self.heard:  # an idempotent command
                self.heard.append(one.position)

    def _nothing(self, *_: Any) -> None:
        return None

    def applied(self) -> list[int]:
        return [row.position for row in rows(self.database, ECHO)]

    def parked(self, subject: str) -> list[ParkedFact]:
        assert self.consumer.parked is not None
        epoch = self.consumer.position()[0]
        with self.database.views.connect() as connection:
            return self.consumer.parked.of_subject(connection, epoch, subject)

    def at_fault(self) -> dict[int, str]:
        assert self.consumer.parked is not None
        with self.database.views.connect() as connection:
            return {one.fact.position: one.reason for one in self.consumer.parked.at_fault(connection, 1000)}


def feed_of(last: int, epoch: str = "e") -> Callable[[int, int], FeedPage]:
    return lambda after, limit: FeedPage(epoch=epoch, head=last, facts=facts(last)[after : after + limit])
