"""How something comes again, told in words: « tous les mardis à 10h00 »."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.gateway.pages.words import Words
from shared.contracts.vault_series import Rhythm, Weekday

WEEKDAYS: Sequence[Weekday] = ("mo", "tu", "we", "th", "fr", "sa", "su")
SHORTEST_MONTH_DAYS = 28
RANKS = 4  # a fifth weekday of a month is told as the last


def told(words: Words, rhythm: Rhythm, usual_local: str) -> str:
    """The rhythm and the hour, in the language of `words`; `usual_local` is one of its wall times."""
    usual = datetime.fromisoformat(usual_local)
    many = "" if rhythm.interval == 1 else "_n"
    hour = words("series.at", hour=f"{usual:%H}", minute=f"{usual:%M}")
    if rhythm.every == "week":
        days = [day for day in WEEKDAYS if day in rhythm.weekdays] or [WEEKDAYS[usual.weekday()]]
        said = "series.day" if many else "series.days"
        which = _listed(words, [words(f"{said}.{day}") for day in days])
    elif rhythm.by == "weekday":
        rank = (usual.day - 1) // 7 + 1
        rank_word = words(f"series.rank.{rank if rank <= RANKS else 'last'}")
        which = words("series.ranked", rank=rank_word, day=words(f"series.day.{WEEKDAYS[usual.weekday()]}"))
    else:
        which = words("series.last_days" if usual.day > SHORTEST_MONTH_DAYS else "series.date", n=usual.day)
    return words(f"series.{rhythm.every}{many}", n=rhythm.interval, which=which) + hour


def _listed(words: Words, said: Sequence[str]) -> str:
    return " ".join([", ".join(said[:-1]), words("series.and"), said[-1]]) if len(said) > 1 else said[0]
