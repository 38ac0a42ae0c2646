"""Regional extracts (Île-de-France, about 2013, Licence Ouverte): `;`, a header whose order and case vary.

Coordinates are WGS84 already. There is no commune code: the département is the one stated, its own column,
never the FINESS prefix. `CODE_TARIF` lost its zero and labels drift: neither is used as a key.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from services.ingest.domain.rows import Rejection, Row, refuse
from services.ingest.sources import communes, coordinates
from services.ingest.sources.cells import Cells, Whereabouts, place_row
from services.ingest.sources.csv_lines import Line, lines_of, wrong_width
from services.ingest.sources.inspected import InspectedFile

COLUMNS = {
    "FINESS_ET": "id", "FINESS_EJ": "legal_entity", "RAISON_SOCIALE": "name",
    "RAISON_SOCIALE_ENTITE_JURIDIQUE": "long_name", "ADRESSE_ADMINISTRATIVE_1": "address_1",
    "ADRESSE_ADMINISTRATIVE_2": "address_2", "ADRESSE_COMPLETE": "street", "COMPLEMENT_ADRESSE": "address_3",
    "NUM_DEPT": "departement", "CP_VILLE": "routing", "NUM_TEL": "phone", "NUM_CAT": "category",
    "CATEGORIE_DE_L_ETABLISSEMENT": "category_label", "NUM_SIRET": "siret", "DATE_OUVERTURE": "opened_on",
    "LAT": "lat", "LNG": "lon",
}  # fmt: skip
REQUIRED = ("FINESS_ET", "RAISON_SOCIALE", "NUM_DEPT", "CP_VILLE", "NUM_CAT", "LAT", "LNG")
ADDRESS = ("address_1", "address_2", "street", "address_3")
_NOT_A_NAME = re.compile(r"[^a-z]+", re.ASCII)


def is_regional(head: str) -> bool:
    """Whether the first line looks like this source's header, whole or not."""
    first = head.split("\n", 1)[0].upper()
    return "FINESS_ET" in first and ";" in first


def extent_of(file_name: str) -> str:
    """The extract's name: its file name in plain letters, without dates, so that next year's is the same
    extent."""
    plain = unicodedata.normalize("NFKD", file_name.rsplit(".", 1)[0]).encode("ascii", "ignore").decode()
    return _NOT_A_NAME.sub("-", plain.lower()).strip("-")[:80] or "regional"


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
    stated = [cell.strip().upper() for cell in line.cells]
    missing = [name for name in REQUIRED if name not in stated]
    if missing:
        raise refuse(line.number, "header", f"l'en-tête n'a pas les colonnes {', '.join(missing)}")
    return [COLUMNS.get(name, name) for name in stated]


def _row(number: int, values: Mapping[str, str]) -> Row | Rejection:
    cells = Cells(number, values)
    lat, lon = coordinates.number(values["lat"]), coordinates.number(values["lon"])
    position = coordinates.in_france(lat, lon) if lat is not None and lon is not None else None
    if position is None and (values["lat"] or values["lon"]):
        cells.doubt("position_outside")
    postal_code, commune = communes.postal_line(cells.text("routing"))
    return place_row(
        cells,
        Whereabouts(
            address=[cells.text(name) for name in ADDRESS],
            postal_code=postal_code,
            commune=commune,
            code_insee="",
            departement=communes.departement_code(cells.text("departement")),
            position=position,
        ),
    )
