"""The page of an export: everything in plain words, readable with no network and no program but a browser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.vault.adapters.export import words, words_of_protection
from services.vault.application.export_content import ExportContent, ExportedDocument

_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def export_page(content: ExportContent, names: Mapping[str, str]) -> str:
    """The HTML page; `names` gives each document's file in the archive by its id."""
    zone = ZoneInfo(content.zone)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("page.html").render(
        content=content,
        more=_More(content.more),
        more_words=words_of_protection,
        when=lambda at: _when(at, zone),
        papers=_by_category(content.documents, names),
        words=words,
        day=lambda at: _day(at.astimezone(zone)),
        moment=lambda at: _moment(at.astimezone(zone)),
        wall_time=lambda text: _moment(datetime.fromisoformat(text)),
        listed=_listed,
    )


class _More(dict[str, Any]):
    """What `vault.json` says beside: absent is empty."""

    def __missing__(self, _name: str) -> dict[str, Any]:
        return {}


def _when(at: datetime | str, zone: ZoneInfo) -> str:
    """An instant, or a day, said as a day."""
    said = datetime.fromisoformat(at) if isinstance(at, str) else at
    return _day(said.astimezone(zone) if said.tzinfo else said)


def _by_category(
    documents: Sequence[ExportedDocument], names: Mapping[str, str]
) -> list[tuple[str, list[tuple[ExportedDocument, str]]]]:
    found: dict[str, list[tuple[ExportedDocument, str]]] = {}
    for document in documents:
        found.setdefault(document.category, []).append((document, names[document.id]))
    for papers in found.values():
        papers.sort(key=lambda paper: paper[0].folder.casefold())  # stable: without a folder first
    order = list(words.CATEGORIES)
    return sorted(found.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))


def _listed(codes: Iterable[str], known: Mapping[str, str]) -> str:
    return ", ".join(known.get(code, code) for code in codes)


def _day(at: datetime) -> str:
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def _moment(at: datetime) -> str:
    return f"{_day(at)} à {at.hour} h {at.minute:02d}"
