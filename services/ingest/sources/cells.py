"""From named cells of a CSV line to a Place, whichever source names them: one way to read, repair and
doubt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from services.ingest.domain.rows import Rejection, Row
from services.ingest.sources import numbers, texts
from services.ingest.sources.coordinates import Position
from services.ingest.sources.phones import read_phone
from shared.contracts.ingest import Place, PlaceState, Remark

T = TypeVar("T")
SOURCE = "finess"
DETAILS = {
    "finess_key": "la clé du numéro FINESS est fausse",
    "finess_zero_restored": "le zéro initial du numéro FINESS a été rétabli",
    "siret_lost": "le SIRET a été détruit par un tableur : il est laissé vide",
    "siret_invalid": "le SIRET est faux : il est laissé vide",
    "phone_invalid": "le téléphone n'est pas un numéro valide : il est laissé vide",
    "date_invalid": "une date est illisible : elle est laissée vide",
    "date_zero": "une date de 1899 est un zéro de tableur : elle est laissée vide",
    "commune_unknown": "le code commune ne va pas avec le département : il est laissé vide",
    "position_outside": "les coordonnées tombent hors de leur territoire : elles sont laissées vides",
    "characters_lost": "des caractères ont été perdus avant nous",
}


@dataclass
class Cells:
    """The cells of one line by their usual names, cleaned; remarks gather as they are read."""

    line: int
    values: Mapping[str, str]
    remarks: list[Remark] = field(default_factory=list)

    def text(self, name: str) -> str:
        value = texts.clean(self.values.get(name, ""))
        if texts.REPLACEMENT in value:
            self.doubt("characters_lost")
        return value

    def doubt(self, code: str) -> None:
        """Remember a remark, once per line and code; an empty code is no remark."""
        if code and all(remark.code != code for remark in self.remarks):
            self.remarks.append(Remark(line=self.line, code=code, detail=DETAILS[code]))

    def read(self, name: str, reader: Callable[[str], tuple[T, str]]) -> T:
        value, code = reader(self.text(name))
        self.doubt(code)
        return value


@dataclass(frozen=True)
class Whereabouts:
    """Where the source puts the place: address lines above the postal line, official codes, WGS84
    position."""

    address: Sequence[str]
    postal_code: str
    commune: str
    code_insee: str
    departement: str
    position: Position | None


def place_row(cells: Cells, where: Whereabouts, state: PlaceState = "open") -> Row | Rejection:
    """The place of one line with its remarks, or why there is none."""
    number = _identified(cells)
    if isinstance(number, Rejection):
        return number
    opened_on, closed_on = cells.read("opened_on", texts.read_date), cells.read("closed_on", texts.read_date)
    place = Place(
        source=SOURCE,
        id=number,
        legal_entity=numbers.restored_finess(cells.text("legal_entity").upper()),
        name=cells.text("name") or cells.text("long_name"),
        long_name=cells.text("long_name"),
        category=cells.text("category"),
        category_label=cells.text("category_label"),
        address=[line for line in map(texts.clean, where.address) if line],
        postal_code=where.postal_code,
        code_insee=where.code_insee,
        commune=where.commune,
        departement=where.departement,
        phone=cells.read("phone", lambda text: read_phone(text, where.departement)),
        siret=cells.read("siret", numbers.read_siret),
        lat=where.position[0] if where.position else None,
        lon=where.position[1] if where.position else None,
        opened_on=opened_on,
        closed_on=closed_on,
        state=state,
    )
    return Row(cells.line, place, tuple(cells.remarks))


def _identified(cells: Cells) -> str | Rejection:
    """The FINESS number of the establishment, or why this line cannot be a place."""
    stated = cells.text("id").upper()
    number = numbers.restored_finess(stated)
    if not numbers.is_finess_shaped(number):
        return Rejection(cells.line, "finess_malformed", "le numéro FINESS n'a pas neuf caractères valables")
    if number != stated:
        cells.doubt("finess_zero_restored")
    if not numbers.has_finess_key(number):
        cells.doubt("finess_key")
    if not cells.text("name") and not cells.text("long_name"):
        return Rejection(cells.line, "name_missing", "l'établissement n'a pas de nom", number)
    return number
