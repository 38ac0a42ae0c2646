"""The tables every service's event store has. Alembic makes them (migrate.py); nothing creates them at start.

Each service declares them in its own metadata: `METADATA = MetaData(); LOG = log_tables(METADATA,
access_log=True)`. With SQLite the events' file and the views' file both receive every table and each uses its
own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

HASH_BYTES = 32
HEAD_ID = 1
CODE_CHARS = 200
POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Instant(sa.types.TypeDecorator[datetime]):
    """A timezone-aware instant, always UTC when read, in both dialects (SQLite keeps no zone by itself)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@dataclass(frozen=True)
class FeedTables:
    """The tables of a feed: the facts, and where it stands."""

    feed: sa.Table
    feed_head: sa.Table


@dataclass(frozen=True)
class LogTables(FeedTables):
    """The tables of one event store; `access_log` only where the service keeps one."""

    event: sa.Table
    idempotency: sa.Table
    projection_position: sa.Table
    access_log: sa.Table | None


def log_tables(metadata: sa.MetaData, access_log: bool = False) -> LogTables:
    """Declare the event store's tables in `metadata`."""
    return LogTables(
        event=_event(metadata),
        feed=_feed(metadata),
        feed_head=_feed_head(metadata),
        idempotency=_idempotency(metadata),
        projection_position=_projection_position(metadata),
        access_log=_access_log(metadata) if access_log else None,
    )


def feed_tables(metadata: sa.MetaData) -> FeedTables:
    """Declare in `metadata` the tables of a feed that stands alone."""
    return FeedTables(feed=_feed(metadata), feed_head=_feed_head(metadata))


def consumer_table(metadata: sa.MetaData) -> sa.Table:
    """Where a consumer of other services' facts keeps its position (see fact_consumer.py)."""
    return sa.Table(
        "consumer_position",
        metadata,
        sa.Column("name", sa.String(CODE_CHARS), primary_key=True),
        sa.Column("producer", sa.String(CODE_CHARS), primary_key=True),
        sa.Column("epoch", sa.String(36), nullable=False),
        sa.Column("position", POSITION, nullable=False),
    )


def parked_table(metadata: sa.MetaData) -> sa.Table:
    """Where a consumer sets apart the facts it could not apply, and those behind them (see parked.py)."""
    return sa.Table(
        "parked_fact",
        metadata,
        sa.Column("consumer", sa.String(CODE_CHARS), primary_key=True),
        sa.Column("producer", sa.String(CODE_CHARS), primary_key=True),
        sa.Column("epoch", sa.String(36), primary_key=True),
        sa.Column("position", POSITION, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("type", sa.String(CODE_CHARS), nullable=False),
        sa.Column("subject", sa.String(CODE_CHARS), nullable=False),
        sa.Column("subject_version", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("reason", sa.String(CODE_CHARS), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("parked_at", Instant(), nullable=False),
        sa.Index("parked_fact_subject", "consumer", "producer", "subject"),
    )


def _event(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "event",
        metadata,
        sa.Column("notification_id", POSITION, primary_key=True, autoincrement=False),
        sa.Column("originator_id", sa.Uuid(), nullable=False),
        sa.Column("originator_version", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("originator_id", "originator_version", name="event_version"),
    )


def _feed(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "feed",
        metadata,
        sa.Column("position", POSITION, primary_key=True, autoincrement=False),
        sa.Column("type", sa.String(CODE_CHARS), nullable=False),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("subject", sa.String(CODE_CHARS), nullable=False),
        sa.Column("subject_version", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
    )


def _feed_head(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "feed_head",
        metadata,
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("epoch", sa.String(36), nullable=False),
        sa.Column("event_position", POSITION, nullable=False),
        sa.Column("feed_position", POSITION, nullable=False),
        sa.Column("log_position", POSITION, nullable=False),
    )


def _idempotency(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "idempotency",
        metadata,
        sa.Column("actor", sa.String(CODE_CHARS), primary_key=True),
        sa.Column("key", sa.String(CODE_CHARS), primary_key=True),
        sa.Column("digest", sa.String(CODE_CHARS), nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
    )


def _projection_position(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "projection_position",
        metadata,
        sa.Column("name", sa.String(CODE_CHARS), primary_key=True),
        sa.Column("epoch", sa.String(36), nullable=False),
        sa.Column("position", POSITION, nullable=False),
    )


def _access_log(metadata: sa.MetaData) -> sa.Table:
    return sa.Table(
        "access_log",
        metadata,
        sa.Column("position", POSITION, primary_key=True, autoincrement=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("kind", sa.String(CODE_CHARS), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(HASH_BYTES), nullable=False),
        sa.Column("hash", sa.LargeBinary(HASH_BYTES), nullable=False),
        sa.UniqueConstraint("subject_id", "number", name="access_log_number"),
    )
