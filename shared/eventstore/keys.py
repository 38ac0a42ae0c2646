"""The key of each subject (a person), wrapped by the master key, in a store apart from the events it seals.

Promises: a key is committed when `create` returns; once destroyed it opens nothing and is never made again;
other processes forget it within KEY_CACHE_TTL_S. Destroying the key is what erases a person: whoever is in
the list of the erased (erased_list.py) has no key here, even if an old backup of this store brought one
back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from tink.aead import Aead

from shared.clock import Clock
from shared.eventstore.erased_list import ErasedList
from shared.eventstore.key_port import KeyDestroyed, Keys
from shared.eventstore.lru import Lru
from shared.eventstore.master_key import MasterKey
from shared.eventstore.quick_opening import Opener
from shared.eventstore.tables import CODE_CHARS, Instant

__all__ = ["KEY_METADATA", "KeyDestroyed", "Keys", "MasterKey", "SubjectKeys"]

KEY_CACHE_SIZE = 2_000  # unwrapped keys kept per process
KEYS_AT_ONCE = 1_000  # in one query
KEY_CACHE_TTL_S = 30  # how long another process's destruction may stay unseen

KEY_METADATA = sa.MetaData()
SUBJECT_KEY = sa.Table(
    "subject_key",
    KEY_METADATA,
    sa.Column("subject_id", sa.Uuid(), primary_key=True),
    sa.Column("wrapped_keyset", sa.LargeBinary(), nullable=True),
    sa.Column("created_at", Instant(), nullable=False),
    sa.Column("destroyed_at", Instant(), nullable=True),
    sa.Column("master_version", sa.String(CODE_CHARS), nullable=True),
    sa.Index("subject_key_master", "master_version"),
    sa.Index("subject_key_destroyed", "destroyed_at"),
)
MASTER_VERSION = sa.Table(
    "master_version",
    KEY_METADATA,
    sa.Column("version", sa.String(CODE_CHARS), primary_key=True),
    sa.Column("unused_since", Instant(), nullable=False),
)


class SubjectKeys:
    """Keys in the table `subject_key` of `engine`, wrapped by `master`."""

    def __init__(
        self, engine: sa.Engine, master: MasterKey, clock: Clock, erased: ErasedList | None = None
    ) -> None:
        self._engine = engine
        self._erased = erased if erased is not None else ErasedList()
        self._master = master
        self._clock = clock
        self._cache: Lru[UUID, Aead] = Lru(KEY_CACHE_SIZE, timedelta(seconds=KEY_CACHE_TTL_S), clock)

    def create(self, subject_id: UUID) -> None:
        """Make the subject's key unless it exists; committed on return. Raises KeyDestroyed once erased."""
        if subject_id in self._erased:
            raise KeyDestroyed
        with self._engine.begin() as connection:
            row = connection.execute(_row_of(subject_id).with_for_update()).first()
            if row is not None and row.wrapped_keyset is None:
                raise KeyDestroyed
            if row is None:
                wrapped = self._master.new_wrapped_keyset(subject_id)
                connection.execute(
                    _insert_once(connection, subject_id, wrapped, self._clock, self._master.version)
                )

    def aead(self, subject_id: UUID) -> Aead | None:
        """The subject's cipher, or None when its key is destroyed or was never made."""
        if subject_id in self._erased:
            return None
        known = self._cache.get(subject_id)
        if known is not None:
            return known
        with self._engine.connect() as connection:
            row = connection.execute(_row_of(subject_id)).first()
        if row is None or row.wrapped_keyset is None:
            return None
        cipher = self._master.unwrap(row.wrapped_keyset, subject_id)
        self._cache.put(subject_id, cipher)
        return cipher

    def openers(self, subject_ids: Collection[UUID]) -> dict[UUID, Opener]:
        """What opens the values of each of many subjects, read together; who has no key (see `aead`) has
        none. Nothing is kept: who asks so reads a log, and each subject once."""
        table, found = SUBJECT_KEY.c, dict[UUID, Opener]()
        wanted = [one for one in subject_ids if one not in self._erased]
        with self._engine.connect() as connection:
            for start in range(0, len(wanted), KEYS_AT_ONCE):
                page = wanted[start : start + KEYS_AT_ONCE]
                query = sa.select(table.subject_id, table.wrapped_keyset).where(_among(connection, page))
                rows = connection.execute(query.where(table.wrapped_keyset.is_not(None)))
                found |= self._master.openers({row[0]: row[1] for row in rows})
        return found

    def destroy(self, subject_id: UUID) -> None:
        """Destroy the key for ever (a tombstone stays, so that it's never made again). Idempotent."""
        now = self._clock.now()
        with self._engine.begin() as connection:
            connection.execute(_insert_once(connection, subject_id, None, self._clock))
            living = sa.update(SUBJECT_KEY).where(
                SUBJECT_KEY.c.subject_id == subject_id, SUBJECT_KEY.c.destroyed_at.is_(None)
            )
            connection.execute(living.values(wrapped_keyset=None, destroyed_at=now, master_version=None))
        self._cache.evict(subject_id)

    def destroyed_at(self, subject_id: UUID) -> datetime | None:
        """Since when the subject's key is destroyed; None while it stands, or was never made."""
        query = sa.select(SUBJECT_KEY.c.destroyed_at).where(SUBJECT_KEY.c.subject_id == subject_id)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def destroyed(self, since: datetime, limit: int) -> list[tuple[UUID, datetime]]:
        """Whose keys were destroyed, and when, from `since` on, the oldest first."""
        table = SUBJECT_KEY
        query = sa.select(table.c.subject_id, table.c.destroyed_at).where(table.c.destroyed_at >= since)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(table.c.destroyed_at, table.c.subject_id).limit(limit))
            return [(row.subject_id, row.destroyed_at) for row in rows]


def _row_of(subject_id: UUID) -> sa.Select[bytes | None]:
    return sa.select(SUBJECT_KEY.c.wrapped_keyset).where(SUBJECT_KEY.c.subject_id == subject_id)


def _among(connection: sa.Connection, subject_ids: Sequence[UUID]) -> sa.ColumnElement[bool]:
    """One text on PostgreSQL: reading a thousand parameters costs it more than finding the rows."""
    if connection.dialect.name != "postgresql":
        return SUBJECT_KEY.c.subject_id.in_(subject_ids)
    told = sa.func.string_to_array(",".join(map(str, subject_ids)), ",")
    return SUBJECT_KEY.c.subject_id == sa.any_(sa.cast(told, postgresql.ARRAY(sa.Uuid())))


def _insert_once(
    connection: sa.Connection,
    subject_id: UUID,
    wrapped: bytes | None,
    clock: Clock,
    version: str | None = None,
) -> sa.Insert:
    row = {
        "subject_id": subject_id,
        "wrapped_keyset": wrapped,
        "created_at": clock.now(),
        "master_version": version,
    }
    if connection.dialect.name == "postgresql":
        return postgresql.insert(SUBJECT_KEY).values(row).on_conflict_do_nothing()
    return sqlite.insert(SUBJECT_KEY).values(row).on_conflict_do_nothing()
