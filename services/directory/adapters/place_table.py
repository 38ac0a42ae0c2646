"""The directory's copy of the register: one row per place, numbered by an ever-increasing revision at each
change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from services.directory.adapters.tables import PLACE, PLACE_HEAD, PLACE_STAGING
from shared.contracts.ingest import Place
from shared.problems import NotFound

HEAD_ID = 1


@dataclass(frozen=True)
class PlaceRevision:
    revision: int
    place: Place


class PlaceTable:
    """Reads the copy. Writing is below, inside the transaction of whoever consumes ingest's facts."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def get(self, source: str, place_id: str) -> Place:
        """The place, closed ones included. Raises NotFound."""
        with self._engine.connect() as connection:
            body = connection.execute(
                sa.select(PLACE.c.body).where(PLACE.c.source == source, PLACE.c.id == place_id)
            ).scalar()
        if body is None:
            raise NotFound("place", "Cet établissement n'est pas dans le répertoire.", field="id")
        return msgspec.json.decode(body, type=Place)

    def head(self) -> tuple[str, int]:
        """Which copy this is (a new one after a rebuild or a restore) and its last revision."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(PLACE_HEAD)).first()
        return (row.copy_id, row.revision) if row is not None else ("", 0)

    def changed_after(self, revision: int, limit: int) -> list[PlaceRevision]:
        """Places changed since `revision`, in order, at most `limit`."""
        query = sa.select(PLACE.c.revision, PLACE.c.body).where(PLACE.c.revision > revision)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(PLACE.c.revision).limit(limit)).all()
        return [PlaceRevision(row.revision, msgspec.json.decode(row.body, type=Place)) for row in rows]


def put_place(connection: sa.Connection, place: Place, as_of: date) -> None:
    """Write one place, unless what is known of it is of a later date."""
    row = {
        "source": place.source,
        "id": place.id,
        "revision": _next_revisions(connection, 1),
        "as_of": as_of,
        "body": msgspec.json.encode(place).decode(),
    }
    connection.execute(_upsert(_insert(connection).values(row)))


def find_place(connection: sa.Connection, source: str, place_id: str) -> Place | None:
    """The place as the transaction sees it."""
    query = sa.select(PLACE.c.body).where(PLACE.c.source == source, PLACE.c.id == place_id)
    body = connection.execute(query).scalar()
    return None if body is None else msgspec.json.decode(body, type=Place)


def take_staged(connection: sa.Connection, vintage: str, as_of: date) -> None:
    """Move a whole staged vintage into the copy; places that did not change keep their revision."""
    staged = PLACE_STAGING
    count = connection.execute(sa.select(sa.func.count()).where(staged.c.vintage == vintage)).scalar_one()
    first = _next_revisions(connection, count) - count
    rows = sa.select(
        staged.c.source,
        staged.c.id,
        (sa.literal(first) + sa.func.row_number().over(order_by=(staged.c.source, staged.c.id))).label(
            "revision"
        ),
        sa.literal(as_of, sa.Date()).label("as_of"),
        staged.c.body,
    ).where(staged.c.vintage == vintage)
    insert = _insert(connection).from_select(["source", "id", "revision", "as_of", "body"], rows)
    connection.execute(_upsert(insert))
    connection.execute(sa.delete(staged).where(staged.c.vintage == vintage))


def _next_revisions(connection: sa.Connection, count: int) -> int:
    """Take `count` revisions; returns the last. The row locks: revisions are given in commit order."""
    taken = connection.execute(
        sa.update(PLACE_HEAD).values(revision=PLACE_HEAD.c.revision + count).returning(PLACE_HEAD.c.revision)
    ).scalar()
    if taken is None:
        connection.execute(sa.insert(PLACE_HEAD).values(id=HEAD_ID, copy_id=str(uuid4()), revision=count))
        return count
    return int(taken)


def _insert(connection: sa.Connection) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(PLACE) if connection.dialect.name == "postgresql" else sqlite.insert(PLACE)


def _upsert(insert: postgresql.Insert | sqlite.Insert) -> sa.Insert:
    same = PLACE.c.body == insert.excluded.body
    return insert.on_conflict_do_update(
        index_elements=["source", "id"],
        set_={
            "revision": sa.case((same, PLACE.c.revision), else_=insert.excluded.revision),
            "as_of": insert.excluded.as_of,
            "body": insert.excluded.body,
        },
        where=PLACE.c.as_of <= insert.excluded.as_of,
    )
