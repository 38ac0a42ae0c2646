"""What ingest tells others: domain events, and the differences between two vintages, as public facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.ingest.domain.difference import PlaceChange, changed_fields
from services.ingest.domain.register import Register
from shared.contracts import ingest
from shared.contracts.ingest import PlaceFact
from shared.contracts.shapes import Fact


def translate(event: Any) -> Sequence[Fact]:
    """The facts that an event of the register means."""
    match event:
        case Register.VintageLoaded(announced=True):
            return [
                ingest.RegisterLoaded(
                    source=event.source,
                    extent=event.extent,
                    vintage=event.vintage,
                    as_of=event.as_of,
                    places=event.places,
                )
            ]
        case Register.RefreshRefused():
            return [
                ingest.RefreshRefused(
                    source=event.source, extent=event.extent, reasons=event.reasons, lines=event.lines
                )
            ]
    return []


def place_fact(change: PlaceChange, as_of: date) -> PlaceFact | None:
    """The fact of one place that changed; None when nothing did."""
    place = change.after
    about = {"source": place.source, "place_id": place.id}
    match change.word:
        case "registered":
            return ingest.PlaceRegistered(**about, as_of=as_of, place=place)
        case "amended":
            fields = changed_fields(change.before, place) if change.before else []
            return ingest.PlaceAmended(**about, as_of=as_of, fields=fields, place=place)
        case "closed":
            return ingest.PlaceClosed(
                **about,
                as_of=as_of,
                reason="absent" if change.absent else "stated",
                closed_on=place.closed_on,
            )
        case "reopened":
            return ingest.PlaceReopened(**about, as_of=as_of, place=place)
    return None
