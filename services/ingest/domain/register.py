"""A register: the vintages accepted from one official source, extent by extent, and what was refused.

An extent is the part of the source a file covers (`national`, a regional extract): absence, counts and
dates are only ever compared within one. The places themselves are rows stored apart, under their vintage's
id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from eventsourcing.domain import Aggregate, event

from shared.ids import named_id


@dataclass(frozen=True)
class Vintage:
    """One accepted file. `places`: rows it names, without those carried over; `order`: from 1, per
    register."""

    id: str
    extent: str
    as_of: date
    sha256: str
    places: int
    loaded_at: datetime
    order: int
    announced: bool


@dataclass(frozen=True)
class RefusedRefresh:
    """The last refusal of an extent since its last good vintage; the extent is empty when it wasn't
    recognised.

    `reasons`: codes; `lines`: where, from 1, 0 for the whole file.
    """

    extent: str
    sha256: str
    reasons: tuple[str, ...]
    lines: tuple[int, ...]
    at: datetime


class Register(Aggregate):
    """The register of one source."""

    TOPIC = "ingest.Register"

    class Created(Aggregate.Created):
        TOPIC = "ingest.Register.Created"
        source: str

    class VintageLoaded(Aggregate.Event):
        """A file became the current vintage of its extent. `announced`: a fact points to it, it is kept for
        good."""

        TOPIC = "ingest.Register.VintageLoaded"
        source: str
        vintage: str
        extent: str
        as_of: date
        sha256: str
        places: int
        announced: bool
        at: datetime

    class RefreshRefused(Aggregate.Event):
        TOPIC = "ingest.Register.RefreshRefused"
        source: str
        extent: str
        sha256: str
        reasons: list[str]
        lines: list[int]
        at: datetime

    @event(Created)
    def __init__(self, source: str) -> None:
        self.source = source
        self.current: dict[str, Vintage] = {}
        self.announced: set[str] = set()
        self.refused: dict[str, RefusedRefresh] = {}
        self.loads = 0

    @staticmethod
    def create_id(source: str) -> UUID:
        return named_id("ingest.register", source)

    def holds(self, extent: str, sha256: str) -> bool:
        """Whether this very file is the extent's last good vintage."""
        vintage = self.current.get(extent)
        return vintage is not None and vintage.sha256 == sha256

    def order_of_next(self) -> int:
        """The loading rank that the next vintage will have."""
        return self.loads + 1

    def load(self, file: Vintage) -> None:
        """Accept a file whose rows are stored under its vintage's id."""
        self._load(
            source=self.source,
            vintage=file.id,
            extent=file.extent,
            as_of=file.as_of,
            sha256=file.sha256,
            places=file.places,
            announced=file.announced,
            at=file.loaded_at,
        )

    def refuse(self, refused: RefusedRefresh) -> None:
        """Record a refusal, unless the same file was just refused for the same reasons."""
        last = self.refused.get(refused.extent)
        if last is None or (last.sha256, last.reasons) != (refused.sha256, refused.reasons):
            self._refuse(
                source=self.source,
                extent=refused.extent,
                sha256=refused.sha256,
                reasons=list(refused.reasons),
                lines=list(refused.lines),
                at=refused.at,
            )

    @event(VintageLoaded)
    def _load(
        self,
        source: str,  # the event says it for the facts made of it
        vintage: str,
        extent: str,
        as_of: date,
        sha256: str,
        places: int,
        announced: bool,
        at: datetime,
    ) -> None:
        self.loads += 1
        self.current[extent] = Vintage(vintage, extent, as_of, sha256, places, at, self.loads, announced)
        self.refused.pop(extent, None)
        if announced:
            self.announced.add(vintage)

    @event(RefreshRefused)
    def _refuse(
        self,
        source: str,  # the event says it for the facts made of it
        extent: str,
        sha256: str,
        reasons: list[str],
        lines: list[int],
        at: datetime,
    ) -> None:
        self.refused[extent] = RefusedRefresh(extent, sha256, tuple(reasons), tuple(lines), at)
