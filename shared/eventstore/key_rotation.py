"""Turning the master key: a new version wraps, subjects' keys are wrapped again by it in bounded batches.

Interrupted, it goes on where it stopped: what is left to do is what another version wrapped. A version that
wraps nothing any more may be retired once no backup of the key store can hold what it wrapped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from shared.clock import Clock
from shared.eventstore.keys import MASTER_VERSION, SUBJECT_KEY
from shared.eventstore.master_key import MasterKey
from shared.problems import Refused

BATCH = 200  # keys wrapped again in one transaction: it locks them for a fraction of a second
UNKNOWN = ""  # wrapped before versions were noted

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class VersionUse:
    """One version of the master key: how many keys it wraps, and since when none."""

    version: str
    primary: bool
    keys: int
    unused_since: datetime | None


class KeyRotation:
    """Rotates `master` over the keys in `engine`."""

    def __init__(self, engine: sa.Engine, master: MasterKey, clock: Clock) -> None:
        self._engine, self._master, self._clock = engine, master, clock

    def rotate(self, progress: Progress = lambda _done, _all: None) -> int:
        """A new version unless a rotation is under way; then wrap everything again. How many were wrapped."""
        if not self.waiting():
            self._master.add_version()
        return self.wrap_all(progress)

    def wrap_all(self, progress: Progress = lambda _done, _all: None) -> int:
        """Wrap by the primary version whatever another one wraps."""
        whole, done = self.waiting(), 0
        while wrapped := self.wrap_some():
            done += wrapped
            progress(done, max(whole, done))
        self._note_unused()
        return done

    def wrap_some(self) -> int:
        """One batch, in one transaction that locks its rows: a key destroyed meanwhile is never put back."""
        table, version = SUBJECT_KEY, self._master.version
        batch = sa.select(table.c.subject_id, table.c.wrapped_keyset).where(self._others()).limit(BATCH)
        with self._engine.begin() as connection:
            rows = connection.execute(batch.order_by(table.c.subject_id).with_for_update()).all()
            for row in rows:
                again = self._master.wrap_again(row.wrapped_keyset, row.subject_id)
                same = sa.update(table).where(table.c.subject_id == row.subject_id)
                connection.execute(same.values(wrapped_keyset=again, master_version=version))
        return len(rows)

    def waiting(self) -> int:
        """How many keys another version than the primary wraps."""
        with self._engine.connect() as connection:
            counted = sa.select(sa.func.count()).select_from(SUBJECT_KEY).where(self._others())
            return int(connection.execute(counted).scalar_one())

    def uses(self) -> list[VersionUse]:
        """Every version, the oldest first; keys wrapped before versions were noted come under UNKNOWN."""
        table = SUBJECT_KEY
        counted = sa.select(sa.func.coalesce(table.c.master_version, UNKNOWN), sa.func.count())
        alive = counted.where(table.c.wrapped_keyset.is_not(None)).group_by(table.c.master_version)
        with self._engine.connect() as connection:
            keys: dict[str, int] = {row[0]: row[1] for row in connection.execute(alive)}
            unused = {row.version: row.unused_since for row in connection.execute(sa.select(MASTER_VERSION))}
        names = [*([UNKNOWN] if UNKNOWN in keys else []), *self._master.versions]
        return [
            VersionUse(name, name == self._master.version, keys.get(name, 0), unused.get(name))
            for name in names
        ]

    def retire(self, kept: timedelta) -> list[str]:
        """Retire every version that has wrapped nothing for longer than backups are kept.

        Raises Refused `keys_unknown` while keys are there whose version was never noted.
        """
        found, now = self.uses(), self._clock.now()
        if any(use.version == UNKNOWN and use.keys for use in found):
            raise Refused("keys_unknown", "Des clés datent d'avant la première rotation : « keys rotate ».")
        old = [u for u in found if u.unused_since and not u.keys and not u.primary]
        retired = [use.version for use in old if use.unused_since and now - use.unused_since > kept]
        for version in retired:
            self._master.retire(version)
        return retired

    def _others(self) -> sa.ColumnElement[bool]:
        column = SUBJECT_KEY.c.master_version
        other = sa.or_(column.is_(None), column != self._master.version)
        return sa.and_(SUBJECT_KEY.c.wrapped_keyset.is_not(None), other)

    def _note_unused(self) -> None:
        """From when each old version wraps nothing: retiring waits from there."""
        now, table = self._clock.now(), MASTER_VERSION
        with self._engine.begin() as connection:
            for use in self.uses():
                idle = not (use.keys or use.primary or use.version == UNKNOWN)
                if idle and use.unused_since is None:
                    connection.execute(sa.insert(table), {"version": use.version, "unused_since": now})
                elif not idle:
                    connection.execute(sa.delete(table).where(table.c.version == use.version))
