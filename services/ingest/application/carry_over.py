"""Places of the vintage before that the new one doesn't name: carried into it, closed by absence, so that a
later return is a reopening. A line that was rejected still names its place: that one is carried as it was."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from services.ingest.application.ports import BATCH_ROWS, StoredPlace, VintageStore
from services.ingest.application.take_rows import Taken, batches, digest_of
from services.ingest.domain.difference import Known
from shared.contracts.ingest import Place


def carry_over(
    before: Mapping[str, Known], taken: Taken, template: Known, store: VintageStore
) -> dict[str, Known]:
    """Carry the unnamed rows of `before` into the vintage of `template`; returns them by id."""
    carried: dict[str, Known] = {}
    missing = (place_id for place_id in before if place_id not in taken.rows)
    for ids in batches(missing, BATCH_ROWS):
        places = store.places(before[ids[0]].vintage, ids)
        stored = [
            _carried(place, before[place.id], place.id in taken.unread, template) for place in places.values()
        ]
        store.add(template.vintage, stored)
        carried.update((row.place.id, row.known) for row in stored)
    return carried


def _carried(place: Place, held: Known, unread: bool, template: Known) -> StoredPlace:
    if unread or held.state == "closed":
        return StoredPlace(place, Known(template.vintage, held.as_of, held.order, held.digest, held.state))
    closed = msgspec.structs.replace(place, state="closed")
    return StoredPlace(
        closed, Known(template.vintage, template.as_of, template.order, digest_of(closed), "closed")
    )
