"""The yearly archive of the register (`etalab_stock_et_<date>.csv`): 42 named columns, position on the same
line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from services.ingest.domain.rows import Rejection, Row, refuse
from services.ingest.sources import communes, coordinates
from services.ingest.sources.cells import Cells, Whereabouts, place_row
from services.ingest.sources.csv_lines import Line, lines_of, wrong_width
from services.ingest.sources.inspected import InspectedFile
from services.ingest.sources.national_csv import address_lines

EXTENT = "national"
COLUMNS = {
    "nofinesset": "id", "nofinessej": "legal_entity", "rs": "name", "rslongue": "long_name",
    "complrs": "complement", "compldistrib": "distribution", "numvoie": "way_number", "typvoie": "way_type",
    "voie": "way", "compvoie": "way_repetition", "lieuditbp": "locality", "cog": "commune",
    "departement": "departement", "codepostal": "postal_code", "libelle_routage": "routing",
    "telephone": "phone", "categetab": "category", "liblongcategetab": "category_label", "siret": "siret",
    "dateouvert": "opened_on", "coordx": "x", "coordy": "y", "sourcegeocod": "system",
}  # fmt: skip


def is_yearly(head: str) -> bool:
    """Whether the first line looks like this source's header, whole or not."""
    return head.lower().startswith("nofinesset;")


def rows_of(file: InspectedFile) -> Iterator[Row | Rejection]:
    """Each line as a place or a rejection. Raises Refusal (`header`) when columns are missing."""
    names: list[str] = []
    for line in lines_of(file):
        if not names:
            names = _header(line)
        elif len(line.cells) != len(names):
            yield wrong_width(line, len(names))
        else:
            yield _row(line.number, dict(zip(names, line.cells, strict=True)))


def _header(line: Line) -> list[str]:
    stated = [cell.strip().lower() for cell in line.cells]
    missing = [name for name in COLUMNS if name not in stated]
    if missing:
        raise refuse(line.number, "header", f"l'en-tête n'a pas les colonnes {', '.join(missing)}")
    return [COLUMNS.get(name, name) for name in stated]


def _row(number: int, values: Mapping[str, str]) -> Row | Rejection:
    cells = Cells(number, values)
    code_insee = communes.current_commune(values["commune"])
    if values["commune"] and not code_insee:
        cells.doubt("commune_unknown")
    return place_row(
        cells,
        Whereabouts(
            address=address_lines(values),
            postal_code=cells.text("postal_code"),
            commune=communes.postal_line(cells.text("routing"))[1],
            code_insee=code_insee,
            departement=communes.departement_of(code_insee)
            or communes.departement_code(values["departement"]),
            position=_position(cells),
        ),
    )


def _position(cells: Cells) -> coordinates.Position | None:
    x, y = coordinates.number(cells.values["x"]), coordinates.number(cells.values["y"])
    epsg = coordinates.epsg_of(cells.values["system"])
    if x is None or y is None:
        return None
    position = coordinates.to_wgs84(epsg, [x], [y])[0] if epsg else None
    if position is None:
        cells.doubt("position_outside")
    return position
