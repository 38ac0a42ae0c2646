"""The daily JSON feed that replaces the CSV: legal entities holding establishments, closed ones included.

A line number here is the establishment's ordinal in the file, from 1; a syntax error tells its real line.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from datetime import date

import msgspec

from services.ingest.domain.rows import Refusal, Rejection, Row, refuse
from services.ingest.sources import communes, coordinates, texts
from services.ingest.sources.cells import Cells, Whereabouts, place_row
from services.ingest.sources.daily_shapes import Address, Establishment, Feed, Position, text
from services.ingest.sources.inspected import InspectedFile
from shared.contracts.ingest import PlaceState

EXTENT = "national"
GEOGRAPHIC = "03"  # usageAdresse: where the establishment is, not where it is written to
INACTIVE = "I"
_GENERATED_AT = re.compile(r'"generatedAt"\s*:\s*"([^"]{10,40})"')
_BYTE = re.compile(r"byte ([0-9]+)")


def is_daily(head: str) -> bool:
    """Whether the file begins as a JSON object."""
    return head.lstrip().startswith("{")


def stated_date(head: str) -> date:
    """The day the feed was generated. Raises Refusal (`header`)."""
    match = _GENERATED_AT.search(head)
    day, _ = texts.read_date(match[1] if match else "")
    if day is None:
        raise refuse(1, "header", "le flux quotidien ne dit pas sa date (generatedAt)")
    return day


def rows_of(file: InspectedFile) -> Iterator[Row | Rejection]:
    """Each establishment as a place or a rejection. Raises Refusal (`truncated`, `json`, `header`)."""
    ordinal = 0
    for entity in _decode(file).pmej:
        for establishment in entity.ege:
            ordinal += 1
            yield _row(ordinal, text(entity.identity.num_finess_pm), establishment)


def _decode(file: InspectedFile) -> Feed:
    with file.path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        try:
            start = 3 if content[:3] == b"\xef\xbb\xbf" else 0
            return msgspec.json.decode(memoryview(content)[start:].tobytes(), type=Feed)
        except msgspec.ValidationError as error:
            raise refuse(0, "header", f"ce n'est pas le flux quotidien attendu ({error})") from None
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise _unreadable(str(error), content) from None


def _unreadable(message: str, content: mmap.mmap) -> Refusal:
    at = int(match[1]) if (match := _BYTE.search(message)) else 0
    if "truncated" in message:
        return refuse(content[:].count(b"\n") + 1, "truncated", "le fichier JSON s'arrête avant sa fin")
    return refuse(content[:at].count(b"\n") + 1, "json", "le fichier JSON est mal formé")


def _row(ordinal: int, legal_entity: str, establishment: Establishment) -> Row | Rejection:
    identity = establishment.identity
    address = next((a for a in establishment.adresse if text(a.usage_adresse) == GEOGRAPHIC), None)
    address = address or next(iter(establishment.adresse), Address())
    phone = next((text(c.telecom.telephone) for c in establishment.contact if c.telecom), "")
    values = {
        "id": text(identity.num_finess_ege),
        "legal_entity": legal_entity,
        "name": text(identity.nom_ege_court),
        "long_name": text(identity.nom_ege_long),
        "category": text(establishment.category) or text(establishment.category_by_schema),
        "siret": text(identity.siret),
        "phone": phone,
        "opened_on": text(identity.date_ouverture),
        "closed_on": text(identity.date_fermeture),
    }
    cells = Cells(ordinal, values)
    state: PlaceState = "closed" if text(establishment.etat_objet) == INACTIVE else "open"
    return place_row(cells, _whereabouts(cells, address), state)


def _whereabouts(cells: Cells, address: Address) -> Whereabouts:
    code_insee = communes.current_commune(text(address.cog_commune))
    if text(address.cog_commune) and not code_insee:
        cells.doubt("commune_unknown")
    departement = communes.departement_of(code_insee)
    position = address.coordonnees_geographique
    return Whereabouts(
        address=[text(address.complement_adresse), text(address.ligne_quatre), text(address.lieu_dit)],
        postal_code=text(address.code_postal).strip(),
        commune=communes.postal_line(text(address.ligne_acheminement))[1],
        code_insee=code_insee,
        departement=departement,
        position=_position(cells, position, departement) if position else None,
    )


def _position(cells: Cells, stated: Position, departement: str) -> coordinates.Position | None:
    """The WGS84 pair where the feed gives it, else the projected one, put back in order."""
    lat, lon, northing, easting = (
        coordinates.number(text(value))
        for value in (
            stated.direction_latitude, stated.direction_longitude, stated.coordonnee_x, stated.coordonnee_y,
        )
    )  # fmt: skip
    position = coordinates.in_france(lat, lon) if lat is not None and lon is not None else None
    if position is None and northing is not None and easting is not None:
        position = _projected(northing, easting, departement)
    if position is None:
        cells.doubt("position_outside")
    return position


def _projected(northing: float, easting: float, departement: str) -> coordinates.Position | None:
    epsg = coordinates.epsg_for(departement)
    straight, swapped = coordinates.to_wgs84(epsg, [easting, northing], [northing, easting])
    return straight or swapped
