"""The official national CSV (cs1100502, and cs1100507 with its geolocalisation section): no header, typed
records.

Line 1 is `finess;etalab;<number>;<date>`: the number is no count of rows, the date is the vintage's. A copy
saved by a spreadsheet names the columns there instead; it is read, what it destroyed stays absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from services.ingest.domain.rows import Rejection, Row, refuse
from services.ingest.sources import communes, texts
from services.ingest.sources.cells import Cells, Whereabouts, place_row
from services.ingest.sources.csv_lines import Line, lines_of, wrong_width
from services.ingest.sources.geolocalisation import RECORD as GEOLOCALISATION
from services.ingest.sources.geolocalisation import Positions, positions_of
from services.ingest.sources.inspected import InspectedFile

EXTENT = "national"
RECORD = "structureet"
COLUMNS = (
    "record", "id", "legal_entity", "name", "long_name", "complement", "distribution",
    "way_number", "way_type", "way", "way_repetition", "locality",
    "commune", "departement", "departement_name", "routing", "phone", "fax",
    "category", "category_label", "category_group", "category_group_label",
    "siret", "ape", "mft", "mft_label", "sph", "sph_label", "opened_on", "authorised_on", "updated_on", "uai",
)  # fmt: skip
WIDTH = len(COLUMNS)
_SPREADSHEET_HEADER = "finess;nofinesset;"


def is_national(head: str) -> bool:
    """Whether the first line is this source's, or what a spreadsheet made of it."""
    return head.lower().startswith(("finess;etalab;", _SPREADSHEET_HEADER))


def stated_date(head: str) -> date | None:
    """The vintage's date from line 1; None in a spreadsheet's copy. Raises Refusal (`header`) when
    unreadable."""
    first = head.split("\n", 1)[0].strip()
    if first.lower().startswith(_SPREADSHEET_HEADER):
        return None
    cells = first.split(";")
    day, _ = texts.read_date(cells[3] if len(cells) > 3 else "")
    if day is None:
        raise refuse(1, "header", "la première ligne ne donne pas la date du fichier")
    return day


def rows_of(file: InspectedFile) -> Iterator[Row | Rejection]:
    """Each `structureet` record as a place or a rejection; positions are those of the last section."""
    positions = positions_of(file)
    for line in lines_of(file):
        kind = line.cells[0]
        if kind == RECORD:
            yield _row(line, positions)
        elif kind != GEOLOCALISATION and line.number > 1:
            yield Rejection(line.number, "record_unknown", "ce type d'enregistrement n'est pas connu")


def _row(line: Line, positions: Positions) -> Row | Rejection:
    if len(line.cells) != WIDTH:
        return wrong_width(line, WIDTH)
    return structure_row(Cells(line.number, dict(zip(COLUMNS, line.cells, strict=True))), positions)


def structure_row(cells: Cells, positions: Positions) -> Row | Rejection:
    """A place from the register's own columns, under the names of COLUMNS."""
    number = cells.text("id")
    if number in positions.doubted:
        cells.doubt("position_outside")
    departement, stated_commune = cells.text("departement"), cells.text("commune")
    code_insee = communes.commune_code(departement, stated_commune)
    if stated_commune and not code_insee:
        cells.doubt("commune_unknown")
    postal_code, commune = communes.postal_line(cells.text("routing"))
    where = Whereabouts(
        address=address_lines(cells.values),
        postal_code=postal_code,
        commune=commune,
        code_insee=code_insee,
        departement=communes.departement_of(code_insee) or communes.departement_code(departement),
        position=positions.known.get(number),
    )
    return place_row(cells, where)


def address_lines(values: Mapping[str, str]) -> list[str]:
    """Lines above the postal one: complements, the way (number, repetition, type, name), the locality or
    box."""
    street = " ".join(values[name].strip() for name in ("way_number", "way_repetition", "way_type", "way"))
    return [values["complement"], values["distribution"], street, values["locality"]]
