"""The generated register: official in shape, deterministic, plainly fictitious."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from services.ingest.domain.rows import Row
from services.ingest.sources.detect import open_register
from services.ingest.sources.generate import PLACES_MAX, finess_number, generate_register
from services.ingest.sources.invented import LABEL
from services.ingest.sources.numbers import has_finess_key


def test_every_generated_row_is_read_without_rejection_or_remark(tmp_path: Path) -> None:
    path = tmp_path / "generated.csv"
    generate_register(path)
    rows = list(open_register(path).rows())
    read = [row for row in rows if isinstance(row, Row)]
    assert (len(read), len(rows)) == (1200, 1200)
    assert [row.remarks for row in read if row.remarks] == []
    without_position = sum(row.place.lat is None for row in read)
    assert 60 < without_position < 240
    departements = Counter(row.place.departement for row in read)
    assert {"974", "977", "2A", "75", "975"} <= departements.keys()


def test_every_generated_place_says_it_is_fictitious(tmp_path: Path) -> None:
    path = tmp_path / "generated.csv"
    generate_register(path, places=50)
    rows = [row for row in open_register(path).rows() if isinstance(row, Row)]
    assert all(LABEL in row.place.address and row.place.id.startswith("99") for row in rows)


def test_the_same_seed_gives_the_same_file_and_another_seed_another(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        generate_register(tmp_path / name, places=20, seed=seed)
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b
    assert a != c


@pytest.mark.parametrize("places", [0, PLACES_MAX + 1])
def test_a_register_has_between_one_and_half_a_million_places(tmp_path: Path, places: int) -> None:
    with pytest.raises(ValueError, match="places"):
        generate_register(tmp_path / "x", places=places)


def test_generated_numbers_are_right_and_distinct() -> None:
    sampled = [finess_number(n, kind) for n in range(0, PLACES_MAX, 997) for kind in (0, 1)]
    assert all(map(has_finess_key, sampled))
    assert len(set(sampled)) == len(sampled)
