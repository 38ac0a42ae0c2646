"""Which official source a file is, or why it is none; then one way to read any of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.ingest.domain.rows import Rejection, Row, refuse
from services.ingest.sources import daily_json, national_csv, regional_csv, yearly_csv
from services.ingest.sources.cells import SOURCE
from services.ingest.sources.inspected import InspectedFile, inspect
from services.ingest.sources.texts import read_date

Rows = Iterator[Row | Rejection]
_DATE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})-?([0-9]{2})-?([0-9]{2})(?![0-9])", re.ASCII)


@dataclass(frozen=True)
class RegisterFile:
    """A recognised file. `as_of`: the date it states, in its name at least; `rows` may raise Refusal."""

    source: str
    extent: str
    sha256: str
    as_of: date | None
    rows: Callable[[], Rows]


def open_register(path: Path, extent: str = "") -> RegisterFile:
    """Recognise the file at `path`; `extent` overrides the extent its source implies. Raises Refusal."""
    file = inspect(path)
    found_extent, as_of, reader = _recognise(file)
    as_of = as_of or _date_in(path.name)
    return RegisterFile(SOURCE, extent or found_extent, file.sha256, as_of, lambda: reader(file))


def _date_in(name: str) -> date | None:
    """A date written in a file's name, `20201231` or `2020-12-31`; None when there is none."""
    match = _DATE.search(name)
    day, _ = read_date("-".join(match.groups())) if match else (None, "")
    return day


def _recognise(file: InspectedFile) -> tuple[str, date | None, Callable[[InspectedFile], Rows]]:
    head = file.head.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if daily_json.is_daily(head):
        return daily_json.EXTENT, daily_json.stated_date(head), daily_json.rows_of
    if national_csv.is_national(head):
        return national_csv.EXTENT, national_csv.stated_date(head), national_csv.rows_of
    if yearly_csv.is_yearly(head):
        return yearly_csv.EXTENT, None, yearly_csv.rows_of
    if regional_csv.is_regional(head):
        return regional_csv.extent_of(file.path.name), None, regional_csv.rows_of
    raise refuse(1, "header", "l'en-tête n'est celui d'aucun registre connu")
