"""What a bench counts before it tells a pace."""

from __future__ import annotations

import pytest

from bench import travel
from bench.appends import pace
from bench.memory import slope_mib_per_h
from bench.travel import Arrivals, at


def test_what_never_arrives_makes_the_measure_void(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(travel, "ARRIVAL_MAX_S", 0.01)
    with pytest.raises(travel.VoidError):
        Arrivals().wait()


def test_the_share_of_waits_is_taken_in_order() -> None:
    waits = [float(n) for n in range(100, 0, -1)]
    assert (at(waits, 0.5), at(waits, 0.99), at([3.0], 0.99)) == (51.0, 100.0, 3.0)


def test_a_client_that_fails_makes_the_measure_fail() -> None:
    def fails(_client: int) -> None:
        raise RuntimeError("refused")

    with pytest.raises(RuntimeError, match="refused"):
        pace(fails, 2, [])


def test_memory_that_stays_has_no_slope_whatever_it_took_to_warm_up() -> None:
    assert slope_mib_per_h([10.0] * 10 + [60.0] * 20) == 0
    assert slope_mib_per_h([60.0] * 20 + [61.0] * 10) > 1
