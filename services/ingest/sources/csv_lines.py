"""Lines of a `;` CSV with their numbers, records counted in cells, a quote left open found where it
opened."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from services.ingest.domain.rows import Rejection, refuse
from services.ingest.sources.inspected import InspectedFile

RECORD_MAX_LINES = 20  # a record that spans more has lost its closing quote


@dataclass(frozen=True, slots=True)
class Line:
    """One record; `number` is the file's line where it begins, from 1."""

    number: int
    cells: list[str]


def lines_of(file: InspectedFile) -> Iterator[Line]:
    """Every non-empty record. Raises Refusal (`quotes`) on a quote never closed."""
    begins = 1
    with file.path.open(encoding=file.encoding, newline="") as stream:
        reader = csv.reader(stream, delimiter=";")
        try:
            for cells in reader:
                if reader.line_num - begins >= RECORD_MAX_LINES or _never_closed(cells):
                    raise _open_quote(begins)
                if cells:
                    yield Line(begins, cells)
                begins = reader.line_num + 1
        except csv.Error:
            raise _open_quote(begins) from None


def _never_closed(cells: list[str]) -> bool:
    """Only a quote that runs to the end of the file takes the last line break into its cell."""
    return bool(cells) and cells[-1].endswith("\n")


def _open_quote(line: int) -> Exception:
    return refuse(
        line, "quotes", "un guillemet ouvert n'est jamais refermé : le fichier est abîmé ou tronqué"
    )


def wrong_width(line: Line, expected: int) -> Rejection:
    """The rejection of a record that has not the cells its source promises."""
    detail = f"{len(line.cells)} cellules au lieu de {expected}"
    return Rejection(line.number, "cells", detail)
