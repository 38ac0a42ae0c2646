"""What ingest says and answers: places of official registers, vintages, refreshes. Public values only, no
people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Fact, FeedPage, Query, Reply

VINTAGE_PAGE_MAX = 1000
FACTS_PAGE_MAX = 500
PlaceState = Literal["open", "closed"]


class Place(Reply, frozen=True, kw_only=True):
    """One establishment as its official source states it; identified by (`source`, `id`).

    `id`: FINESS ET number, 9 characters of text. `legal_entity`: FINESS EJ number. `name` is the short
    official name, `long_name` the long one (may be empty). `category`: the source's code; `category_label`
    drifts, the code doesn't. `address`: lines above the postal code. `postal_code` may be a CEDEX one;
    `commune` is the name without CEDEX. `code_insee`: today's commune code, empty where the source has
    none. `departement`: official code (`2A`, `971`), from the commune code or as stated, never from the
    FINESS number. `phone`: E.164 or empty. `siret`: 14 digits or empty when absent, lost or invalid; never
    a key. `lat`, `lon`: WGS84 degrees. `state` is closed when the source says so or stopped naming the
    place; `closed_on` only when the source says it.
    """

    source: str
    id: str
    name: str
    legal_entity: str = ""
    long_name: str = ""
    category: str = ""
    category_label: str = ""
    address: list[str] = msgspec.field(default_factory=list)
    postal_code: str = ""
    code_insee: str = ""
    commune: str = ""
    departement: str = ""
    phone: str = ""
    siret: str = ""
    lat: float | None = None
    lon: float | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    state: PlaceState = "open"


# ---------------------------------------------------------------- facts
class RegisterFact(Fact, frozen=True, kw_only=True):
    """About one register. `extent` tells which part of the source (`national`, a regional extract's name)."""

    SUBJECT: ClassVar[str] = "source"
    source: str
    extent: str


class RegisterLoaded(RegisterFact, frozen=True, kw_only=True):
    """A vintage to take whole, in pages, through `ReadVintage`: a first load, or differences too many to
    list.

    Each of its places replaces what was known of the same (source, id). `places`: how many the file names;
    the pages may hold more (closed ones carried over) or fewer (those a more recent vintage already tells).
    """

    TYPE: ClassVar[str] = "ingest.register_loaded"
    vintage: str
    as_of: date
    places: int


class RefreshCompleted(RegisterFact, frozen=True, kw_only=True):
    """A vintage was compared with the one before; its differences are the place facts just before this
    one."""

    TYPE: ClassVar[str] = "ingest.refresh_completed"
    vintage: str
    as_of: date
    registered: int
    amended: int
    closed: int
    reopened: int
    unchanged: int
    rejected: int


class RefreshRefused(RegisterFact, frozen=True, kw_only=True):
    """A file was refused as a whole and the last good vintage kept. `reasons`: codes; `lines`: from 1, 0 =
    whole."""

    TYPE: ClassVar[str] = "ingest.refresh_refused"
    reasons: list[str]
    lines: list[int] = msgspec.field(default_factory=list)


class PlaceFact(Fact, frozen=True, kw_only=True):
    """About one place; the subject is `<source>:<place_id>`. `as_of`: the date of the vintage that says
    so."""

    SUBJECT: ClassVar[str] = "place_id"
    source: str
    place_id: str
    as_of: date

    def subject(self) -> str:
        return f"{self.source}:{self.place_id}"


class PlaceRegistered(PlaceFact, frozen=True, kw_only=True):
    """A place that the register did not name before."""

    TYPE: ClassVar[str] = "ingest.place_registered"
    place: Place


class PlaceAmended(PlaceFact, frozen=True, kw_only=True):
    """`fields` names what changed; `place` is whole."""

    TYPE: ClassVar[str] = "ingest.place_amended"
    fields: list[str]
    place: Place


class PlaceClosed(PlaceFact, frozen=True, kw_only=True):
    """`reason`: the source said so (`stated`, with `closed_on` where it gives it) or stopped naming it
    (`absent`)."""

    TYPE: ClassVar[str] = "ingest.place_closed"
    reason: Literal["stated", "absent"]
    closed_on: date | None = None


class PlaceReopened(PlaceFact, frozen=True, kw_only=True):
    """A place that was closed is open again, all of it told anew."""

    TYPE: ClassVar[str] = "ingest.place_reopened"
    place: Place


# ---------------------------------------------------------------- loading
class Remark(Reply, frozen=True, kw_only=True):
    """Something said about one line of the file (from 1; 0 = the whole file). `detail` is plain French."""

    line: int
    code: str
    detail: str = ""


class RegisterReport(Reply, frozen=True, kw_only=True):
    """What a load did. `outcome` is `unchanged` when the very same file was already the last good one.

    `remarks` holds rejections then warnings, the first 200 of each; `warnings` counts them all by code.
    """

    outcome: Literal["loaded", "refreshed", "unchanged"]
    source: str
    extent: str
    vintage: str
    as_of: date
    registered: int = 0
    amended: int = 0
    closed: int = 0
    reopened: int = 0
    unchanged: int = 0
    rejected: int = 0
    warnings: dict[str, int] = msgspec.field(default_factory=dict)
    remarks: list[Remark] = msgspec.field(default_factory=list)


class LoadRegister(Command, frozen=True, kw_only=True):
    """By an operator. `path`: a file of the inbox folder, or any absolute path for `operator:cli`.

    `extent` names a regional extract (default: its file name without dates); `as_of` dates a file that does
    not say its own date (default: the latest date its rows state). `accept_fewer` lets a file with 30 %
    fewer rows in. A file refused as a whole raises `refused:register_refused`, its detail telling reasons
    and line numbers.
    """

    REPLY: ClassVar[type[Any]] = RegisterReport
    path: Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
    extent: Annotated[str, msgspec.Meta(max_length=80, pattern="^[a-z0-9_-]*$")] = ""
    as_of: date | None = None
    accept_fewer: bool = False


# ---------------------------------------------------------------- reading
class VintagePage(Reply, frozen=True, kw_only=True):
    """Places in order of id. `next_after` is what to ask next, empty when this page is the last."""

    vintage: str
    places: list[Place]
    next_after: str = ""


class ReadVintage(Query, frozen=True, kw_only=True):
    """A page of the vintage a `register_loaded` fact points to: places whose id comes after `after`."""

    REPLY: ClassVar[type[Any]] = VintagePage
    vintage: Annotated[str, msgspec.Meta(max_length=36)]
    after: Annotated[str, msgspec.Meta(max_length=20)] = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=VINTAGE_PAGE_MAX)] = VINTAGE_PAGE_MAX


class ExtentStatus(Reply, frozen=True, kw_only=True):
    """The last good vintage of one extent, and what was refused since (codes; empty when nothing was).

    `vintage` is empty where nothing good was ever loaded; the extent is empty for files not recognised at
    all.
    """

    source: str
    extent: str
    vintage: str = ""
    as_of: date | None = None
    loaded_at: datetime | None = None
    places: int = 0
    refused_at: datetime | None = None
    refused_reasons: list[str] = msgspec.field(default_factory=list)


class RegisterStatus(Reply, frozen=True, kw_only=True):
    extents: list[ExtentStatus]


class GetRegisterStatus(Query, frozen=True, kw_only=True):
    REPLY: ClassVar[type[Any]] = RegisterStatus


class ReadFacts(Query, frozen=True, kw_only=True):
    """A page of ingest's feed: facts after `after`, at most `limit`."""

    REPLY: ClassVar[type[Any]] = FeedPage
    after: Annotated[int, msgspec.Meta(ge=0)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=FACTS_PAGE_MAX)] = 200


FACTS: tuple[type[Fact], ...] = (
    RegisterLoaded,
    RefreshCompleted,
    RefreshRefused,
    PlaceRegistered,
    PlaceAmended,
    PlaceClosed,
    PlaceReopened,
)
