"""The key of each subject (a person), wrapped by the master key, in a store apart from the events it seals.

Promises: a key is committed when `create` returns; once destroyed it opens nothing and is never made again;
other processes forget it within KEY_CACHE_TTL_S. Destroying the key is what erases a person.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from tink.aead import Aead

from shared.clock import Clock
from shared.eventstore.key_port import KeyDestroyed, Keys
from shared.eventstore.lru import Lru
from shared.eventstore.master_key import MasterKey
from shared.eventstore.tables import Instant

__all__ = ["KEY_METADATA", "KeyDestroyed", "Keys", "MasterKey", "SubjectKeys"]

KEY_CACHE_SIZE = 2_000  # unwrapped keys kept per process
KEY_CACHE_TTL_S = 30  # how long another process's destruction may stay unseen

KEY_METADATA = sa.MetaData()
SUBJECT_KEY = sa.Table(
    "subject_key",
    KEY_METADATA,
    sa.Column("subject_id", sa.Uuid(), primary_key=True),
    sa.Column("wrapped_keyset", sa.LargeBinary(), nullable=True),
    sa.Column("created_at", Instant(), nullable=False),
    sa.Column("destroyed_at", Instant(), nullable=True),
)


class SubjectKeys:
    """Keys in the table `subject_key` of `engine`, wrapped by `master`."""

    def __init__(self, engine: sa.Engine, master: MasterKey, clock: Clock) -> None:
        self._engine = engine
        self._master = master
        self._clock = clock
        self._cache: Lru[UUID, Aead] = Lru(KEY_CACHE_SIZE, timedelta(seconds=KEY_CACHE_TTL_S), clock)

    def create(self, subject_id: UUID) -> None:
        """Make the subject's key unless it exists; committed on return. Raises KeyDestroyed once erased."""
        with self._engine.begin() as connection:
            row = connection.execute(_row_of(subject_id).with_for_update()).first()
            if row is not None and row.wrapped_keyset is None:
                raise KeyDestroyed
            if row is None:
                wrapped = self._master.new_wrapped_keyset(subject_id)
                connection.execute(_insert_once(connection, subject_id, wrapped, self._clock))

    def aead(self, subject_id: UUID) -> Aead | None:
        """The subject's cipher, or None when its key is destroyed or was never made."""
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

    def destroy(self, subject_id: UUID) -> None:
        """Destroy the key for ever (a tombstone stays, so that it's never made again). Idempotent."""
        now = self._clock.now()
        with self._engine.begin() as connection:
            connection.execute(_insert_once(connection, subject_id, None, self._clock))
            living = sa.update(SUBJECT_KEY).where(
                SUBJECT_KEY.c.subject_id == subject_id, SUBJECT_KEY.c.destroyed_at.is_(None)
            )
            connection.execute(living.values(wrapped_keyset=None, destroyed_at=now))
        self._cache.evict(subject_id)


def _row_of(subject_id: UUID) -> sa.Select[bytes | None]:
    return sa.select(SUBJECT_KEY.c.wrapped_keyset).where(SUBJECT_KEY.c.subject_id == subject_id)


def _insert_once(
    connection: sa.Connection, subject_id: UUID, wrapped: bytes | None, clock: Clock
) -> sa.Insert:
    row = {"subject_id": subject_id, "wrapped_keyset": wrapped, "created_at": clock.now()}
    if connection.dialect.name == "postgresql":
        return postgresql.insert(SUBJECT_KEY).values(row).on_conflict_do_nothing()
    return sqlite.insert(SUBJECT_KEY).values(row).on_conflict_do_nothing()
