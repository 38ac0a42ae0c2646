"""Rows of vintages in the events' database: they are not a view that could be rebuilt, so they stand with
the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from services.ingest.adapters.tables import VINTAGE, VINTAGE_PLACE
from services.ingest.application.ports import BATCH_ROWS, StoredPlace
from services.ingest.domain.difference import Known
from shared.contracts.ingest import Place

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Place)
_ROW = VINTAGE_PLACE.c


class SqlVintageStore:
    """See `ports.VintageStore`. Each call is one transaction, except `known`, which reads one page at a
    time."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def begin(self, vintage: str, source: str, at: datetime) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.insert(VINTAGE), {"id": vintage, "source": source, "begun_at": at})

    def add(self, vintage: str, places: Sequence[StoredPlace]) -> None:
        if not places:
            return
        rows = [
            {
                "vintage": vintage,
                "place_id": stored.place.id,
                "as_of": stored.known.as_of,
                "load_order": stored.known.order,
                "digest": stored.known.digest,
                "state": stored.known.state,
                "overruled": False,
                "data": _ENCODER.encode(stored.place).decode(),
            }
            for stored in places
        ]
        with self._engine.begin() as connection:
            connection.execute(sa.insert(VINTAGE_PLACE), rows)

    def date_rows(self, vintage: str, as_of: date) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.update(VINTAGE_PLACE).where(_ROW.vintage == vintage).values(as_of=as_of))

    def known(self, vintage: str) -> Iterator[tuple[str, Known]]:
        columns = (_ROW.place_id, _ROW.as_of, _ROW.load_order, _ROW.digest, _ROW.state)
        after = ""
        while rows := self._rows_after(vintage, after, BATCH_ROWS, *columns):
            for row in rows:
                yield row.place_id, Known(vintage, row.as_of, row.load_order, row.digest, row.state)
            after = rows[-1].place_id

    def places(self, vintage: str, ids: Sequence[str]) -> dict[str, Place]:
        asked = sa.select(_ROW.data).where(_ROW.vintage == vintage, _ROW.place_id.in_(ids))
        with self._engine.connect() as connection:
            found = [_DECODER.decode(data) for data in connection.scalars(asked)]
        return {place.id: place for place in found}

    def overrule(self, vintage: str, ids: Sequence[str]) -> None:
        with self._engine.begin() as connection:
            for start in range(0, len(ids), BATCH_ROWS):
                some = _ROW.place_id.in_(ids[start : start + BATCH_ROWS])
                connection.execute(
                    sa.update(VINTAGE_PLACE).where(_ROW.vintage == vintage, some).values(overruled=True)
                )

    def page(self, vintage: str, after: str, limit: int) -> list[Place]:
        rows = self._rows_after(vintage, after, limit, _ROW.data, shown=True)
        return [_DECODER.decode(row.data) for row in rows]

    def source_of(self, vintage: str) -> str:
        with self._engine.connect() as connection:
            found = connection.scalar(sa.select(VINTAGE.c.source).where(VINTAGE.c.id == vintage))
        return found or ""

    def drop(self, vintage: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.delete(VINTAGE_PLACE).where(_ROW.vintage == vintage))
            connection.execute(sa.delete(VINTAGE).where(VINTAGE.c.id == vintage))

    def drop_others(self, source: str, kept: Sequence[str], begun_before: datetime) -> None:
        old = sa.select(VINTAGE.c.id).where(VINTAGE.c.source == source, VINTAGE.c.begun_at < begun_before)
        with self._engine.connect() as connection:
            found = list(connection.scalars(old))
        for vintage in found:
            if vintage not in kept:
                self.drop(vintage)

    def _rows_after(
        self, vintage: str, after: str, limit: int, *columns: sa.ColumnElement[Any], shown: bool = False
    ) -> Sequence[sa.Row[*tuple[Any, ...]]]:
        asked = sa.select(*columns).where(_ROW.vintage == vintage, _ROW.place_id > after)
        if shown:
            asked = asked.where(_ROW.overruled.is_(False))
        with self._engine.connect() as connection:
            return connection.execute(asked.order_by(_ROW.place_id).limit(limit)).all()
