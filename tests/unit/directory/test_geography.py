"""Cells cover the disc asked for, and distances are those of the globe."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.directory.adapters.geography import cells_of, cells_within, distance_m

CELLS_MAX = 1_500  # terms of one query


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        ((48.8566, 2.3522), (45.7640, 4.8357), 391_500),
        ((-20.8789, 55.4481), (-12.7806, 45.2278), 1_408_000),
        ((0, 179.9), (0, -179.9), 22_239),
        ((48, 2), (48, 2), 0),
    ],
)
def test_distances_follow_the_globe(
    one: tuple[float, float], other: tuple[float, float], metres: float
) -> None:
    assert distance_m(*one, *other) == pytest.approx(metres, rel=0.005)


@settings(max_examples=150, deadline=None)
@given(
    lat=st.floats(-60, 60),
    lon=st.floats(-179, 179),
    radius_m=st.floats(50, 500_000),
    bearing=st.floats(0, 2 * math.pi),
    share=st.floats(0, 1),
)
def test_every_point_of_the_disc_is_in_the_cells_that_cover_it(
    lat: float, lon: float, radius_m: float, bearing: float, share: float
) -> None:
    reach = share * radius_m / 111_320
    point_lat = lat + reach * math.cos(bearing)
    point_lon = lon + reach * math.sin(bearing) / math.cos(math.radians(lat))
    cells = cells_within(lat, lon, radius_m)
    assert len(cells) <= CELLS_MAX
    if distance_m(lat, lon, point_lat, point_lon) <= radius_m and -180 <= point_lon <= 180:
        assert set(cells) & set(cells_of(point_lat, point_lon))
