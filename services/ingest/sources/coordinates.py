"""Official projected coordinates to WGS84 degrees, in bulk; a position outside its system's own area is
doubted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyproj import Transformer

DECIMALS = 6  # a tenth of a metre
_EPSG = re.compile(r"EPSG:([0-9]{4,5})", re.ASCII)
_WGS84_UTM = re.compile(r"WGS84/UTM zone ([0-9]{2})([NS])", re.ASCII)
_OLD_SPELLINGS = {
    "LAMBERT_93": 2154, "UTM_N20": 5490, "UTM_N21": 4467, "UTM_N22": 2972, "UTM_S38": 4471, "UTM_S40": 2975,
}  # fmt: skip
# Where each system is used on land: south, north, west, east in degrees.
_AREAS = {
    2154: (41.2, 51.3, -5.6, 9.8),
    5490: (14.2, 18.3, -63.3, -60.7),
    2972: (2.0, 6.0, -54.7, -51.5),
    2975: (-21.5, -20.7, 55.1, 56.0),
    4471: (-13.2, -12.5, 44.9, 45.4),
    4467: (46.7, 47.2, -56.5, -56.0),
    32621: (46.7, 47.2, -56.5, -56.0),
    32701: (-14.5, -13.0, -178.3, -176.0),
}
_DEPARTEMENTS = {
    "971": 5490, "972": 5490, "977": 5490, "978": 5490, "973": 2972, "974": 2975, "975": 4467, "976": 4471,
    "986": 32701,
}  # fmt: skip
LAMBERT_93 = 2154
Position = tuple[float, float]


def epsg_of(source: str) -> int | None:
    """The EPSG code a `sourcecoordet` names, in any of its spellings; None when it is not one we can
    check."""
    named, utm = _EPSG.search(source), _WGS84_UTM.search(source)
    if named:
        code = int(named[1])
    elif utm:
        code = (32600 if utm[2] == "N" else 32700) + int(utm[1])
    else:
        code = next((epsg for spelling, epsg in _OLD_SPELLINGS.items() if spelling in source), 0)
    return code if code in _AREAS else None


def epsg_for(departement: str) -> int:
    """The official system of a département: Lambert-93 in mainland France and Corsica."""
    return _DEPARTEMENTS.get(departement, LAMBERT_93)


@lru_cache(maxsize=16)
def _transformer(epsg: int) -> Transformer:
    from pyproj import Transformer  # 12 MiB that a process takes when it first reads a register

    return Transformer.from_crs(f"EPSG:{epsg}", "EPSG:4326", always_xy=True)


def to_wgs84(epsg: int, xs: Sequence[float], ys: Sequence[float]) -> list[Position | None]:
    """(latitude, longitude) of each (easting, northing) in metres; None where it falls outside the system's
    area."""
    if not xs:
        return []
    lons, lats = _transformer(epsg).transform(list(xs), list(ys))
    return [_inside(_AREAS[epsg], lat, lon) for lat, lon in zip(lats, lons, strict=True)]


def in_france(lat: float, lon: float) -> Position | None:
    """The same position, rounded, when some official system covers it; None when it is nowhere of ours."""
    return next((p for area in _AREAS.values() if (p := _inside(area, lat, lon))), None)


def number(text: str) -> float | None:
    """A decimal number with a point or a comma, as registers and spreadsheets write it; None when it isn't
    one."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None


def _inside(area: tuple[float, float, float, float], lat: float, lon: float) -> Position | None:
    south, north, west, east = area
    if not (south <= lat <= north and west <= lon <= east):
        return None
    return round(float(lat), DECIMALS), round(float(lon), DECIMALS)
