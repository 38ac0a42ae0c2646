"""The form of what comes again: what it says as a contract, and what is carried from the preview to the
confirmation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.gateway.pages.form import Form, converted
from shared.contracts.vault_series import OCCURRENCES_MAX, PreviewSeries, Rhythm, ScheduleSeries
from shared.problems import InvalidInput

EVERY = ("week", "week-2", "month-day", "month-weekday")
LEADS = (24, 48, 2)
CARRIED = (
    "title", "place_name", "starts_local", "every", "interval", "weekdays", "until", "count", "lead_hours",
)  # fmt: skip
WALL_CHARS = 16


def carried(form: Form) -> Iterator[tuple[str, str]]:
    """What the preview gives to the confirmation, unseen."""
    for name in CARRIED:
        yield from ((name, value) for value in form.every(name)[:OCCURRENCES_MAX])


def preview_in(form: Form, zone: str) -> PreviewSeries:
    return converted({**_dates(form, zone), "skipped": _skipped(form)}, PreviewSeries)


def series_in(form: Form, vault_id: str, zone: str) -> ScheduleSeries:
    said = {
        **_dates(form, zone),
        "vault_id": vault_id,
        "title": title_in(form),
        "place_name": form.text("place_name"),
        "lead_hours": leads_in(form),
        "skipped": _skipped(form),
    }
    return converted(said, ScheduleSeries)


def title_in(form: Form) -> str:
    """What it is for. Raises InvalidInput when it isn't said."""
    if not form.text("title"):
        raise InvalidInput("missing", "Dites pour quoi est le rendez-vous.", field="title")
    return form.text("title")


def leads_in(form: Form) -> list[int]:
    """When to remind, in hours before."""
    leads = [int(text) for text in form.every("lead_hours") if text.isdigit() and int(text) in LEADS]
    return leads or [LEADS[0]]


def wall_in(form: Form) -> str:
    """The day and the hour. Raises InvalidInput when they aren't said."""
    local = form.text("starts_local")[:WALL_CHARS]
    if len(local) != WALL_CHARS:
        raise InvalidInput("missing", "Donnez le jour et l'heure.", field="starts_local")
    return local


def _dates(form: Form, zone: str) -> dict[str, Any]:
    return {"starts_local": wall_in(form), "zone": zone, "rhythm": rhythm_in(form)}


def rhythm_in(form: Form) -> Rhythm:
    """How it comes again. Raises InvalidInput naming the box at fault."""
    every = form.text("every") if form.text("every") in EVERY else EVERY[0]
    said = {
        "every": every.partition("-")[0],
        "interval": _number(form, "interval") or (2 if every == "week-2" else 1),
        "weekdays": form.every("weekdays") if every.startswith("week") else [],
        "by": "weekday" if every == "month-weekday" else "day",
        "until": "" if form.text("count") else form.text("until"),
        "count": _number(form, "count"),
    }
    if not said["until"] and not said["count"]:
        raise InvalidInput("series_endless", "Dites jusqu'à quel jour, ou combien de fois.", field="until")
    return converted(said, Rhythm)


def _number(form: Form, name: str) -> int:
    text = form.text(name)
    if text and not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise InvalidInput("malformed", "Écrivez un nombre.", field=name)
    return int(text or 0)


def _skipped(form: Form) -> list[str]:
    return form.every("skipped")[:OCCURRENCES_MAX]
