"""The differences between two vintages as facts: each place read again, before and after, batch by batch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from services.ingest.application.ports import BATCH_ROWS, VintageStore
from services.ingest.application.take_rows import batches
from services.ingest.domain.difference import Difference, Known, PlaceChange, Word
from shared.contracts.ingest import Place

DIFFERENCES_MAX = 5000  # beyond, one fact points to the vintage: an append stays short, consumers read pages
TOLD: tuple[Word, ...] = ("registered", "amended", "closed", "reopened")


def how_many(difference: Difference) -> int:
    """How many places change."""
    return sum(difference.count(word) for word in TOLD)


def changes(
    difference: Difference,
    before: Mapping[str, Known],
    vintage: str,
    absent: Collection[str],
    store: VintageStore,
) -> Iterator[PlaceChange]:
    """Every place that changes, by word then in order of id."""
    for word in TOLD:
        for ids in batches(sorted(difference.ids(word)), BATCH_ROWS):
            after = store.places(vintage, ids)
            older = _before(ids, before, store) if word == "amended" else {}
            for place_id in ids:
                yield PlaceChange(word, older.get(place_id), after[place_id], place_id in absent)


def _before(ids: Sequence[str], before: Mapping[str, Known], store: VintageStore) -> dict[str, Place]:
    by_vintage: dict[str, list[str]] = {}
    for place_id in ids:
        by_vintage.setdefault(before[place_id].vintage, []).append(place_id)
    found: dict[str, Place] = {}
    for vintage, some in by_vintage.items():
        found |= store.places(vintage, some)
    return found
