"""The dates of what comes again, in the wall time of where it takes place; the recurrence is RFC 5545's, by
dateutil.

Wall times go in and out: 10:00 stays 10:00 whatever the clocks do. What instant each is, wall_time.py says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import islice

import msgspec
from dateutil import rrule
from dateutil.relativedelta import relativedelta

from shared.contracts.vault_series import OCCURRENCES_MAX, Rhythm, Weekday
from shared.problems import InvalidInput

WEEKDAYS: Sequence[Weekday] = ("mo", "tu", "we", "th", "fr", "sa", "su")
LAST = -1  # rank of a weekday in its month: a fifth one is told as the last, since not every month has it
RANKS = 4


def dates_of(starts_local: str, rhythm: Rhythm) -> list[str]:
    """Every wall time from `starts_local` on, that one included when it falls on the rhythm; soonest first.

    Raises InvalidInput: neither an end nor a number, both, an end before the first date, too many dates.
    """
    start = datetime.fromisoformat(starts_local)
    if bool(rhythm.until) == bool(rhythm.count):
        raise _wrong("series_endless", "Dites jusqu'à quel jour, ou combien de fois.", "rhythm.until")
    ends = {"count": rhythm.count} if rhythm.count else {"until": _end_of(rhythm.until, start)}
    dates = list(islice(rrule.rrule(dtstart=start, **_rule(start, rhythm), **ends), OCCURRENCES_MAX + 1))
    if not dates:
        raise _wrong("series_empty", "Il n'y a aucun rendez-vous dans ces dates.", "rhythm.until")
    if len(dates) > OCCURRENCES_MAX:
        sentence = "Cela fait plus de 104 rendez-vous : choisissez une fin plus proche."
        raise _wrong("series_too_long", sentence, "rhythm.until")
    return [_text(one) for one in dates]


def days_of(skipped: Sequence[str]) -> frozenset[str]:
    """The days on which nothing takes place, checked. Raises InvalidInput."""
    try:
        return frozenset(date.fromisoformat(day).isoformat() for day in skipped)
    except ValueError:
        raise _wrong("day_malformed", "Écrivez le jour : 2030-01-31.", "skipped") from None


def shifted(planned: Sequence[str], starts_local: str, rhythm: Rhythm) -> list[str]:
    """The wall times `planned` (the first of them and those after) once the first is at `starts_local`: weeks
    keep their distance in days; months keep their distance in months, by the new day or its rank.
    """
    was, becomes = datetime.fromisoformat(planned[0]), datetime.fromisoformat(starts_local)
    if rhythm.every == "week":
        days = (becomes.date() - was.date()).days
        moved = [datetime.fromisoformat(one).date() + timedelta(days=days) for one in planned]
    else:
        apart = [_months(datetime.fromisoformat(one)) - _months(was) for one in planned]
        moved = [_months_after(becomes.date(), months, rhythm) for months in apart]
    return [_text(datetime.combine(day, becomes.time())) for day in moved]


def turned(rhythm: Rhythm, was_local: str, starts_local: str) -> Rhythm:
    """The rhythm once what was on one weekday is on another: its weekdays turn by as much."""
    was, becomes = datetime.fromisoformat(was_local).date(), datetime.fromisoformat(starts_local).date()
    days = (becomes - was).days
    weekdays = sorted((WEEKDAYS.index(day) + days) % 7 for day in rhythm.weekdays)
    return msgspec.structs.replace(rhythm, weekdays=[WEEKDAYS[day] for day in weekdays])


def _rule(start: datetime, rhythm: Rhythm) -> dict[str, object]:
    if rhythm.every == "week":
        days = [WEEKDAYS.index(day) for day in rhythm.weekdays] or [start.weekday()]
        return {"freq": rrule.WEEKLY, "interval": rhythm.interval, "byweekday": days, "wkst": rrule.MO}
    monthly: dict[str, object] = {"freq": rrule.MONTHLY, "interval": rhythm.interval}
    if rhythm.by == "weekday":
        weekday = rrule.weekday(start.weekday())(_rank(start.date()))
        return {**monthly, "byweekday": weekday}
    of_these = list(range(min(start.day, 28), start.day + 1))
    return {**monthly, "bymonthday": of_these, "bysetpos": -1}  # the last that the month has


def _rank(day: date) -> int:
    rank = (day.day - 1) // 7 + 1
    return rank if rank <= RANKS else LAST


def _months_after(day: date, months: int, rhythm: Rhythm) -> date:
    apart = relativedelta(months=months)
    if rhythm.by == "weekday":
        weekday, rank = rrule.weekday(day.weekday()), _rank(day)
        apart = relativedelta(months=months, day=31 if rank == LAST else 1, weekday=weekday(rank))
    moved: date = day + apart
    return moved


def _months(moment: datetime) -> int:
    return 12 * moment.year + moment.month


def _end_of(until: str, start: datetime) -> datetime:
    try:
        last = datetime.combine(date.fromisoformat(until), start.time())
    except ValueError:
        raise _wrong("until_malformed", "Écrivez le dernier jour : 2030-01-31.", "rhythm.until") from None
    if last < start:
        raise _wrong("series_backwards", "Le dernier jour est avant le premier.", "rhythm.until")
    return last


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _wrong(code: str, sentence: str, field: str) -> InvalidInput:
    return InvalidInput(code, sentence, field=field)
