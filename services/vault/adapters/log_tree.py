"""The Merkle tree over the access log, kept as it grows: one row for every 256 lines, then for every 256 of
those.

The access log itself is the bottom: its positions have no gap and are committed in order. So nothing is added
to the append, a proof reads at most 256 rows for each level it passes, and memory does not grow with the log.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import exc

from services.vault.adapters.tables import LOG, TREE
from services.vault.domain.merkle import consistency_path, folded, inclusion_path, leaf_hash, root_of

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
GROWN_AT_ONCE = 32  # tiles made in one transaction: 8,192 lines, so that no append waits long behind it
T = TypeVar("T")


class SqlLogTree:
    """Implements the port `LogTree` on the event store's database."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def grow(self) -> int:
        """Take in the lines added since; the tree's size, in lines."""
        size = self._read(lambda connection: connection.execute(_LAST_POSITION).scalar() or 0)
        below, level = size, 1
        while below >= TILE_WIDTH:
            below //= TILE_WIDTH
            while self._add_tiles(level, below):
                pass
            level += 1
        return size

    def root(self, size: int) -> bytes:
        return self._read(lambda connection: root_of(size, Nodes(connection)))

    def inclusion(self, index: int, size: int) -> list[bytes]:
        return self._read(lambda connection: inclusion_path(index, size, Nodes(connection)))

    def consistency(self, first: int, second: int) -> list[bytes]:
        return self._read(lambda connection: consistency_path(first, second, Nodes(connection)))

    def _read(self, work: Callable[[sa.Connection], T]) -> T:
        with self._engine.connect() as connection:
            return work(connection)

    def _add_tiles(self, level: int, wanted: int) -> bool:
        """Add the missing rows of a level up to `wanted`, a few; whether any may be missing still."""
        newest = sa.select(sa.func.max(TREE.subtree.c.number)).where(TREE.subtree.c.level == level)
        try:
            with self._engine.begin() as connection:
                last = connection.execute(newest).scalar()
                first = 0 if last is None else last + 1
                numbers = range(first, min(wanted, first + GROWN_AT_ONCE))
                nodes = Nodes(connection)
                rows = [{"level": level, "number": n, "hash": nodes.tile(level, n)} for n in numbers]
                if rows:
                    connection.execute(sa.insert(TREE.subtree), rows)
        except exc.IntegrityError:
            return True  # another process made the very same ones meanwhile
        return bool(rows)


class Nodes:
    """Roots of complete subtrees, as merkle.py asks for them. Raises LookupError for what is not there."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def __call__(self, height: int, index: int) -> bytes:
        level, rest = divmod(height, TILE_HEIGHT)
        width = 1 << rest
        return folded(self._row(level, index * width, width))

    def tile(self, level: int, number: int) -> bytes:
        """The root of a tile, from the row of the level below."""
        return folded(self._row(level - 1, number * TILE_WIDTH, TILE_WIDTH))

    def _row(self, level: int, first: int, count: int) -> list[bytes]:
        if level:
            kept = TREE.subtree.c
            column, where = (
                kept.hash,
                (kept.level == level, kept.number >= first, kept.number < first + count),
            )
            query = sa.select(column).where(*where).order_by(kept.number)
        else:
            lines = LINES.c
            where = (lines.position > first, lines.position <= first + count)  # type: ignore[assignment]
            query = sa.select(lines.hash).where(*where).order_by(lines.position)
        found = [bytes(value) for value in self._connection.execute(query).scalars()]
        if len(found) != count:
            raise LookupError(f"{count - len(found)} hashes of level {level} are missing")
        return found if level else [leaf_hash(value) for value in found]


def _lines() -> sa.Table:
    if LOG.access_log is None:
        raise RuntimeError("the vault keeps an access log")
    return LOG.access_log


LINES = _lines()
_LAST_POSITION = sa.select(sa.func.max(LINES.c.position))
