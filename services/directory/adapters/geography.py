"""Where places are: H3 cells to find them fast, great circles to measure them exactly.

Cells of resolutions 3 (edges of about 69 km) to 9 (about 200 m); Uber's H3, average hexagon edge lengths.
"""

from __future__ import annotations

import math

import h3

EARTH_DIAMETER_M = 12_742_017.6  # mean radius 6,371,008.8 m (IUGG)
RESOLUTIONS = (3, 4, 5, 6, 7, 8, 9)
FINEST = 9
RINGS_MAX = 8
_EDGE_M: dict[int, float] = {res: h3.average_hexagon_edge_length(res, unit="m") for res in RESOLUTIONS}


def distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Metres along the great circle between two WGS84 points (haversine; exact to 0.5 %)."""
    half = math.radians(1) / 2
    chord = math.sin((other_lat - lat) * half) ** 2
    chord += (
        math.cos(math.radians(lat))
        * math.cos(math.radians(other_lat))
        * math.sin((other_lon - lon) * half) ** 2
    )
    return EARTH_DIAMETER_M * math.asin(math.sqrt(min(1.0, chord)))


def cells_of(lat: float, lon: float) -> list[str]:
    """The cell that holds the point, at each resolution: what a place is found by."""
    finest = h3.latlng_to_cell(lat, lon, FINEST)
    return [h3.cell_to_parent(finest, res) for res in RESOLUTIONS]


def cells_within(lat: float, lon: float, radius_m: float) -> list[str]:
    """Cells that together cover the disc, in the finest resolution that needs few of them."""
    resolution = next(
        (res for res in reversed(RESOLUTIONS) if _rings(radius_m, res) <= RINGS_MAX), RESOLUTIONS[0]
    )
    return list(h3.grid_disk(h3.latlng_to_cell(lat, lon, resolution), _rings(radius_m, resolution)))


def _rings(radius_m: float, resolution: int) -> int:
    """Rings enough to cover the radius: each adds 1.5 edges, the point may lie at the border of its cell, and
    hexagons may be a fifth smaller than the average."""
    return math.ceil((radius_m / _EDGE_M[resolution] + 0.5) / (1.5 * 0.75))
