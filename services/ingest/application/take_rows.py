"""Write a file's rows under a vintage's id as they are read, batch by batch, and keep only what comparing
needs."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import TypeVar

import msgspec

from services.ingest.application.ports import BATCH_ROWS, StoredPlace, VintageStore
from services.ingest.domain.difference import Known
from services.ingest.domain.rows import Rejection, Row
from shared.contracts.ingest import Place, Remark

T = TypeVar("T")
DIGEST_BYTES = 16
REMARKS_TOLD_MAX = 200  # rejections, then warnings; the rest is counted
_ENCODER = msgspec.json.Encoder()


@dataclass
class Taken:
    """What a file named. `rows` by place id; `unread`: ids named on lines that were rejected."""

    rows: dict[str, Known] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    rejections: list[Rejection] = field(default_factory=list)
    rejected: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    told: list[Remark] = field(default_factory=list)
    latest: date | None = None

    def reject(self, rejection: Rejection) -> None:
        self.rejected += 1
        if rejection.place_id and rejection.place_id not in self.rows:
            self.unread.add(rejection.place_id)
        if len(self.rejections) < REMARKS_TOLD_MAX:
            self.rejections.append(rejection)

    def warn(self, remarks: Sequence[Remark]) -> None:
        for remark in remarks:
            self.warnings[remark.code] += 1
            if len(self.told) < REMARKS_TOLD_MAX:
                self.told.append(remark)

    def date_all(self, as_of: date) -> None:
        """Give every row the date that only the whole file could tell."""
        self.rows = {place_id: replace(known, as_of=as_of) for place_id, known in self.rows.items()}

    def remarks(self) -> list[Remark]:
        """Rejections, then warnings, as the report tells them."""
        return [Remark(line=r.line, code=r.code, detail=r.detail) for r in self.rejections] + self.told


@dataclass(frozen=True)
class Target:
    """Where rows go and what is said of them. `as_of`: provisional when the file doesn't date itself."""

    vintage: str
    as_of: date
    order: int
    today: date


def take_rows(rows: Iterator[Row | Rejection], target: Target, store: VintageStore) -> Taken:
    """Store every place of the file. Raises Refusal when the file turns out to be broken further on."""
    taken = Taken()
    for batch in batches(rows, BATCH_ROWS):
        store.add(target.vintage, [s for row in batch if (s := _take(row, target, taken)) is not None])
    taken.unread -= taken.rows.keys()
    return taken


def _take(row: Row | Rejection, target: Target, taken: Taken) -> StoredPlace | None:
    if isinstance(row, Rejection):
        taken.reject(row)
        return None
    place = row.place
    if place.id in taken.rows:
        taken.reject(Rejection(row.line, "duplicate", f"{place.id} est déjà nommé plus haut", place.id))
        return None
    taken.warn(row.remarks)
    if place.opened_on and place.opened_on <= target.today:
        taken.latest = max(taken.latest or place.opened_on, place.opened_on)
    known = Known(target.vintage, target.as_of, target.order, digest_of(place), place.state)
    taken.rows[place.id] = known
    return StoredPlace(place, known)


def digest_of(place: Place) -> bytes:
    """What tells two contents of a place apart."""
    return hashlib.blake2b(_ENCODER.encode(place), digest_size=DIGEST_BYTES).digest()


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Successive lists of at most `size` items."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
