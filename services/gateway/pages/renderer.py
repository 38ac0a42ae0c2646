"""Templates made into pages: escaped, in the reader's language, with dates as people say them."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from services.gateway.pages.verifier import VERIFIER_SHA256
from services.gateway.pages.words import LANGUAGES, Words, load_words
from shared.ids import new_id
from shared.spelled_dates import first_of_month

ROOT = Path(__file__).parent.parent
ICON_FOLDER = ROOT / "static" / "icons"
SAID_BY_THE_STYLE = re.compile(r' (?:xmlns|fill|stroke(?:-[a-z]+)?)="[^"]*"')


class Renderer:
    """`zone`: the time zone in which instants are shown to people of this installation."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self.words = load_words()
        icons = ICON_FOLDER.glob("*.svg")
        self._icons = {file.stem: _light(file.read_text(encoding="utf-8")) for file in icons}
        self._jinja = Environment(
            loader=FileSystemLoader(ROOT / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._jinja.globals.update(
            icon=self._icon,
            new_key=lambda: str(new_id()),
            languages=LANGUAGES,
            style=_version("style.css"),
            verifier_sha256=VERIFIER_SHA256,
        )
        self._jinja.filters.update(day=self._day, moment=self._moment, wall=_wall, date=_date, whole=_whole)

    def render(self, template: str, words: Words, **context: Any) -> str:
        """The page's HTML. `t` in templates is the words."""
        return self._jinja.get_template(template).render(t=words, **context)

    def _icon(self, name: str) -> Markup:
        """A pictogram, always beside its word, hence hidden from screen readers."""
        svg = self._icons[name].replace("<svg ", '<svg class="icon" aria-hidden="true" ', 1)
        return Markup(svg)  # noqa: S704  # our own vendored files

    @pass_context
    def _day(self, context: Context, at: datetime) -> str:
        """« 2 septembre 2026 »."""
        return _spelled_day(at.astimezone(self._zone), context["t"].language)

    @pass_context
    def _moment(self, context: Context, at: datetime) -> str:
        """« mercredi 2 septembre 2026 à 09:00 », in the installation's zone."""
        return _spelled(at.astimezone(self._zone), context["t"].language)


@pass_context
def _wall(context: Context, local: str) -> str:
    """A wall time as it was said (ISO 8601 without zone), in words."""
    return _spelled(datetime.fromisoformat(local), context["t"].language)


@pass_context
def _date(context: Context, iso: str) -> str:
    """A calendar day as it was said (ISO 8601), in words."""
    return _spelled_day(date.fromisoformat(iso), context["t"].language)


_HYPHENED = re.compile(r"\w+(?:-\w+)+")
_PATTERN = {"fr": "EEEE d MMMM y 'à' HH'h'mm", "en": "EEEE d MMMM y 'at' HH:mm"}


def _spelled(at: datetime, language: str) -> str:
    return first_of_month(format_datetime(at, _PATTERN[language], locale=language))


def _spelled_day(day: date, language: str) -> str:
    return first_of_month(format_date(day, "long", locale=language))


def _whole(words: str) -> Markup:
    """The words, none cut at its hyphen where room is short; copied and searched as they were typed."""
    return Markup(_HYPHENED.sub(r'<span class="whole">\g<0></span>', str(escape(words))))  # noqa: S704  # escaped


def _version(name: str) -> str:
    """A file of `static/`, addressed by its content so that browsers keep it."""
    digest = hashlib.sha256((ROOT / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def _light(svg: str) -> str:
    """The icon without what the style sheet says once for all of them: a page may show a hundred."""
    opening, rest = svg.split(">", 1)
    return f"{SAID_BY_THE_STYLE.sub('', opening)}>{rest.strip()}"
