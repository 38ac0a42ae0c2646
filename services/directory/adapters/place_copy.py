"""Keeps the directory's copy of the register in step with ingest's facts.

Whole vintages are fetched in pages before the transaction, into a staging table, so that a fetch cut in the
middle goes on where it stopped; their rows and every single fact enter the copy in the transaction of the
consumer's position. Any fact may come twice: what it says is of a date, and an older date never replaces a
newer one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec
import sqlalchemy as sa

from services.directory.adapters.place_table import find_place, put_place, take_staged
from services.directory.adapters.tables import PLACE_STAGING
from shared.contracts.ingest import (
    Place,
    PlaceAmended,
    PlaceClosed,
    PlaceRegistered,
    PlaceReopened,
    ReadVintage,
    RegisterLoaded,
)
from shared.contracts.shapes import PublishedFact
from shared.logs import get_logger
from shared.problems import NotFound
from shared.rpc.call import Actor, Caller

CALLER = Actor(id="service:directory", kind="service", display="annuaire")
_log = get_logger(__name__)


class PlaceCopy:
    """`before` and `apply` for the consumer of ingest's facts. `ingest` answers `ReadVintage`."""

    def __init__(self, engine: sa.Engine, ingest: Caller) -> None:
        self._engine = engine
        self._ingest = ingest

    def before(self, facts: Sequence[PublishedFact]) -> None:
        """Fetch the vintages that these facts point to. Raises what the call raises: the batch is tried
        again.
        """
        for fact in facts:
            if fact.is_a(RegisterLoaded):
                self._stage(fact.read(RegisterLoaded).vintage)

    def apply(self, connection: sa.Connection, fact: PublishedFact) -> None:
        """Write one fact into the copy; facts of no use here are passed over."""
        if fact.is_a(RegisterLoaded):
            loaded = fact.read(RegisterLoaded)
            take_staged(connection, loaded.vintage, loaded.as_of)
        elif fact.is_a(PlaceRegistered, PlaceAmended, PlaceReopened):
            stated = fact.read(PlaceRegistered)  # the three carry the whole place under the same names
            put_place(connection, stated.place, stated.as_of)
        elif fact.is_a(PlaceClosed):
            _close(connection, fact.read(PlaceClosed))

    def _stage(self, vintage: str) -> None:
        after = self._staged_up_to(vintage)
        while True:
            try:
                asked = ReadVintage(vintage=vintage, after=after)
                page = self._ingest.call(asked, CALLER).value
            except NotFound:
                _log.warning("vintage_gone", vintage=vintage)
                return
            self._keep(vintage, page.places)
            if not page.next_after:
                return
            after = page.next_after

    def _staged_up_to(self, vintage: str) -> str:
        staged = PLACE_STAGING.c
        with self._engine.connect() as connection:
            last = connection.execute(
                sa.select(sa.func.max(staged.id)).where(staged.vintage == vintage)
            ).scalar()
        return last or ""

    def _keep(self, vintage: str, places: Sequence[Place]) -> None:
        rows = [
            {
                "vintage": vintage,
                "source": place.source,
                "id": place.id,
                "body": msgspec.json.encode(place).decode(),
            }
            for place in places
        ]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(sa.insert(PLACE_STAGING), rows)


def _close(connection: sa.Connection, fact: PlaceClosed) -> None:
    known = find_place(connection, fact.source, fact.place_id)
    if known is not None:
        closed_on: date | None = fact.closed_on or known.closed_on
        closed = msgspec.structs.replace(known, state="closed", closed_on=closed_on)
        put_place(connection, closed, fact.as_of)
