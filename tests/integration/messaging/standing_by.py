"""A relay over PostgreSQL whose feed's head is a number in a table: several processes relay the same feed.

As a program, it relays until it is killed: `standing_by.py`, with POSTGRES_URL and AMQP_URL.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
import sqlalchemy as sa

from shared.contracts.shapes import FeedPage, PublishedFact
from shared.eventstore.database import open_engine
from shared.messaging.doorbell import Doorbell
from shared.messaging.relay import ReadFacts, Relay
from shared.messaging.relay_position import RelayPositions
from shared.messaging.tables import relay_tables

EPOCH = "11111111-2222-3333-4444-555555555555"
METADATA = sa.MetaData()
RELAY_POSITION = relay_tables(METADATA)
HEAD = sa.Table("head", METADATA, sa.Column("position", sa.Integer, primary_key=True))


@dataclass
class Standing:
    """One who may relay `numbers`, by these addresses."""

    engine: sa.Engine
    lock_engine: sa.Engine
    relay: Relay
    bell: Doorbell

    def close(self) -> None:
        self.engine.dispose()
        self.lock_engine.dispose()

    def told(self) -> int:
        """The last position that the broker has."""
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(RELAY_POSITION.c.position)) or 0

    def say(self) -> int:
        """One more fact in the feed; its position."""
        with self.engine.begin() as connection:
            moved = sa.update(HEAD).values(position=HEAD.c.position + 1).returning(HEAD.c.position)
            position: int = connection.execute(moved).scalar_one()
        self.bell.ring()
        return position


def standing(postgres_url: str, amqp_url: str, lock_url: str = "") -> Standing:
    """`lock_url`: the way to the database by which the position is held."""
    engine = open_engine(postgres_url, "")
    lock_engine = open_engine(lock_url, "") if lock_url else engine
    bell = Doorbell()
    positions = RelayPositions(lock_engine, RELAY_POSITION, "numbers")
    relay = Relay("numbers", "idf", _reader(engine), positions, amqp_url, bell)
    return Standing(engine, lock_engine, relay, bell)


def create(postgres_url: str) -> None:
    engine = open_engine(postgres_url, "")
    METADATA.create_all(engine)
    with engine.begin() as connection:
        connection.execute(sa.insert(HEAD).values(position=0))
    engine.dispose()


def _reader(engine: sa.Engine) -> ReadFacts:
    def read(after: int, limit: int) -> FeedPage:
        with engine.connect() as connection:
            head = connection.scalar(sa.select(HEAD.c.position)) or 0
        facts = [
            PublishedFact(
                position=position,
                type="numbers.counted",
                version=1,
                subject="n",
                subject_version=position,
                data=msgspec.Raw(b"{}"),
                recorded_at=datetime.now(UTC),
            )
            for position in range(after + 1, min(head, after + limit) + 1)
        ]
        return FeedPage(epoch=EPOCH, head=head, facts=facts)

    return read


if __name__ == "__main__":
    standing(os.environ["POSTGRES_URL"], os.environ["AMQP_URL"]).relay.run(threading.Event())
