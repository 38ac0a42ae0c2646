"""What the vault says of appointments that come again: how they come, their dates, which still stand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from shared.contracts.shapes import Command, Query, Reply
from shared.contracts.vault import TITLE_MAX, Title
from shared.contracts.vault_appointments import Appointment, LeadHours

OCCURRENCES_MAX = 104  # two years of weeks: beyond that nobody knows whether the place still exists
INTERVAL_MAX = 12
Weekday = Literal["mo", "tu", "we", "th", "fr", "sa", "su"]
WallTime = Annotated[str, msgspec.Meta(max_length=19, description="Local wall time, 2026-03-05T14:30")]
Zone = Annotated[str, msgspec.Meta(max_length=64, description="IANA time zone")]
Day = Annotated[str, msgspec.Meta(max_length=10, description="ISO 8601 date, 2026-06-15")]
Days = Annotated[list[Day], msgspec.Meta(max_length=OCCURRENCES_MAX)]
AppointmentIds = Annotated[
    list[Annotated[str, msgspec.Meta(max_length=36)]], msgspec.Meta(min_length=1, max_length=OCCURRENCES_MAX)
]


class Rhythm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every `interval` weeks on `weekdays` (none: the first date's), or every `interval` months `by` the day
    of the month (the last one where a month is shorter) or the weekday's rank in it (the fifth is the last).

    Until a day, that day included, or a `count` of dates, those skipped included: one of the two.
    """

    every: Literal["week", "month"] = "week"
    interval: Annotated[int, msgspec.Meta(ge=1, le=INTERVAL_MAX)] = 1
    weekdays: Annotated[list[Weekday], msgspec.Meta(max_length=7)] = []
    by: Literal["day", "weekday"] = "day"
    until: Day = ""
    count: Annotated[int, msgspec.Meta(ge=0, le=OCCURRENCES_MAX)] = 0


class PlannedDate(Reply, frozen=True, kw_only=True):
    """`skipped`: asked not to be, a closure."""

    starts_local: str
    starts_at: datetime
    skipped: bool = False


class SeriesDates(Reply, frozen=True, kw_only=True):
    """Every date, the soonest first."""

    dates: list[PlannedDate]


class Occurrence(Reply, frozen=True, kw_only=True):
    """`planned_local`: when the series wants it; `apart`: it was moved alone and stays where it was put.

    `coming`: not cancelled, not begun yet.
    """

    appointment: Appointment
    planned_local: str
    apart: bool = False
    coming: bool = True


class Series(Reply, frozen=True, kw_only=True):
    """`usual_local` and `rhythm` say how it comes now; `last_day` is that of the last that comes, and `left`
    how many do.
    """

    id: str
    title: str
    place_name: str
    zone: str
    rhythm: Rhythm
    usual_local: str
    last_day: str
    left: int
    occurrences: list[Occurrence]


class PreviewSeries(Query, frozen=True, kw_only=True):
    """The dates that a series would have: nothing is written, nobody's vault is looked at."""

    REPLY: ClassVar[type[Any]] = SeriesDates
    starts_local: WallTime
    rhythm: Rhythm
    zone: Zone = "Europe/Paris"
    skipped: Days = []


class ScheduleSeries(Command, frozen=True, kw_only=True):
    """One appointment a date, all or none. `skipped`: days on which there is none."""

    REPLY: ClassVar[type[Any]] = Series
    vault_id: str
    title: Title
    starts_local: WallTime
    rhythm: Rhythm
    zone: Zone = "Europe/Paris"
    place_name: Annotated[str, msgspec.Meta(max_length=TITLE_MAX)] = ""
    lead_hours: LeadHours = msgspec.field(default_factory=lambda: [24])
    skipped: Days = []


class GetSeries(Query, frozen=True, kw_only=True):
    REPLY: ClassVar[type[Any]] = Series
    vault_id: str
    series_id: str


class MoveSeries(Command, frozen=True, kw_only=True):
    """This occurrence and all after: the others follow by as much, at the same time of day. What was moved
    alone stays where it was put. An empty `zone` keeps the present one.
    """

    REPLY: ClassVar[type[Any]] = Series
    vault_id: str
    series_id: str
    appointment_id: str
    starts_local: WallTime
    zone: Zone = ""


class CancelSeries(Command, frozen=True, kw_only=True):
    """`from_appointment_id` and all after it; empty: the whole series. What has begun is left as it was."""

    REPLY: ClassVar[type[Any]] = Series
    vault_id: str
    series_id: str
    from_appointment_id: str = ""


class PutBackOccurrences(Command, frozen=True, kw_only=True):
    """What was cancelled comes again, at the series' own time: a new appointment in the same place of the
    series, since one cancelled stays so.
    """

    REPLY: ClassVar[type[Any]] = Series
    vault_id: str
    series_id: str
    appointment_ids: AppointmentIds
