"""Whatever bytes come, a file is refused or read: never a crash, never a place without number or name."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.ingest.domain.rows import Refusal, Row
from services.ingest.sources.detect import open_register
from services.ingest.sources.numbers import is_finess_shaped
from tests.unit.ingest.registers import REGIONAL_HEADER, national_line

STARTS = (
    b"", b"finess;etalab;1;2026-05-12\n", b"finess;nofinesset;\n", REGIONAL_HEADER.encode(),
    b"finess;etalab;1;2026-05-12\n" + national_line(1).encode(),
    b'{"generatedAt": "2026-05-12", "pmej": ',
)  # fmt: skip
ALPHABET = b";\"\n\r\xe9\xc3\xa9\x00[]{},:'=structureetgeolocalisation0123456789AB.-/ "
RELAXED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def read(path: Path, content: bytes) -> list[Row]:
    path.write_bytes(content)
    try:
        return [row for row in open_register(path).rows() if isinstance(row, Row)]
    except Refusal:
        return []


@RELAXED
@given(st.sampled_from(STARTS), st.lists(st.sampled_from(list(ALPHABET)), max_size=200).map(bytes))
def test_any_bytes_are_refused_or_read(tmp_path: Path, start: bytes, rest: bytes) -> None:
    for row in read(tmp_path / "any", start + rest + b"\n"):
        assert is_finess_shaped(row.place.id)
        assert row.place.name


@RELAXED
@given(
    st.dictionaries(
        st.sampled_from(["id", "commune", "departement", "routing", "phone", "siret", "opened_on"]),
        st.text(st.characters(exclude_characters=';"\n\r', exclude_categories=["Cs"]), max_size=40),
    )
)
def test_any_cells_make_a_place_that_can_be_said(tmp_path: Path, cells: dict[str, str]) -> None:
    line = "finess;etalab;1;2026-05-12\n" + national_line(1, "É", **cells)
    for row in read(tmp_path / "any", line.encode()):
        assert msgspec.json.decode(msgspec.json.encode(row.place), type=type(row.place)) == row.place


@pytest.mark.parametrize("bomb", [b"[" * 200_000, b'[{"ege": ' * 50_000, b'"' + b"x" * 10_000_000])
def test_a_bomb_is_refused(tmp_path: Path, bomb: bytes) -> None:
    assert read(tmp_path / "bomb", STARTS[-1] + bomb) == []


def test_a_cell_of_a_megabyte_is_refused_as_a_quote_never_closed(tmp_path: Path) -> None:
    path = tmp_path / "wide"
    path.write_bytes(STARTS[1] + b"structureet;" + b"x" * 1_000_000 + b"\n")
    with pytest.raises(Refusal):
        list(open_register(path).rows())
