"""Real registers, where MAILLON_REAL_DATA names their folder: every row read, every control point met."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from services.ingest.domain.rows import Refusal, Row
from services.ingest.sources.coordinates import to_wgs84
from services.ingest.sources.detect import open_register
from shared.contracts.ingest import ReadVintage
from tests.unit.ingest.registers import Desk

pytestmark = pytest.mark.real_data
CONTROL_TOLERANCE_DEG = 0.00001


@pytest.fixture
def finess(real_data: Path) -> Path:
    return real_data / "finess"


@pytest.mark.parametrize(
    ("name", "registered"),
    [
        ("idf/les_etablissements_hospitaliers_franciliens.csv", 1223),
        ("idf/etablissements_et_services_pour_adultes_handicapes.csv", 858),
        ("national/etalab-cs1100502-stock-20260512-0339.15lines.csv", 14),
        ("national/etalab_cs1100507_stock_20160620-0432.excel-mangled.csv", 5),
        ("national/etalab_stock_et_20201231.header+1.csv", 1),
        ("plus/finess-structures-journalier-20260309.excerpt.json", 5),
    ],
)
def test_every_row_of_a_real_file_is_registered(desk: Desk, finess: Path, name: str, registered: int) -> None:
    report = desk.load(str(finess / name))
    assert (report.registered, report.rejected) == (registered, 0)
    assert desk.load(str(finess / name)).outcome == "unchanged"
    assert desk.told() == ["register_loaded"]
    places, after = [], ""
    while not places or after:
        page = desk.uses.reader.read_vintage(ReadVintage(vintage=report.vintage, after=after))
        places += page.places
        after = page.next_after
    assert len(places) == registered


def test_both_regional_extracts_stand_side_by_side(desk: Desk, finess: Path) -> None:
    for path in sorted((finess / "idf").glob("*.csv")):
        assert desk.load(str(path)).closed == 0
    assert [extent.places for extent in desk.uses.reader.get_register_status().extents] == [858, 1223]


def test_regional_columns_are_read_whatever_their_order(finess: Path) -> None:
    hospitals, adults = (read(path) for path in sorted((finess / "idf").glob("*.csv"), reverse=True))
    assert sum(not row.place.phone for row in hospitals) == 92
    assert sum(not row.place.phone for row in adults) == 17
    assert sum(not row.place.siret for row in hospitals) == 136
    assert sum(not row.place.siret for row in adults) == 62
    for row in hospitals + adults:
        assert row.place.lat is not None
        assert row.place.departement in {"75", "77", "78", "91", "92", "93", "94", "95"}
        assert not row.remarks


def test_overseas_places_have_todays_codes(finess: Path) -> None:
    by_id = {
        r.place.id: r.place
        for r in read(finess / "national/etalab-cs1100502-stock-20260512-0339.15lines.csv")
    }
    assert by_id["970102018"].code_insee == "97701"
    assert by_id["970100400"].departement == "978"
    assert by_id["980600027"].code_insee == "98613"
    assert by_id["970400024"].phone == "+262262905050"


def test_every_control_point_is_met(finess: Path) -> None:
    with (finess / "national/sourcecoordet_and_wgs84_controls.csv").open(encoding="utf-8") as stream:
        controls = list(csv.DictReader(stream, delimiter=";"))
    assert len(controls) == 6
    for control in controls:
        epsg = int(control["crs"].removeprefix("EPSG:"))
        (position,) = to_wgs84(epsg, [float(control["x"])], [float(control["y"])])
        stated = float(control["lat_wgs84"]), float(control["lon_wgs84"])
        assert position == pytest.approx(stated, abs=CONTROL_TOLERANCE_DEG)


def test_what_a_spreadsheet_destroyed_is_absent(finess: Path) -> None:
    rows = read(finess / "national/etalab_cs1100507_stock_20160620-0432.excel-mangled.csv")
    assert [row.place.siret for row in rows] == [""] * 5
    assert sum(row.place.lat is not None for row in rows) == 3
    assert rows[0].place.phone == "+33474454647"


def test_closed_establishments_of_the_daily_feed_are_closed(finess: Path) -> None:
    rows = read(finess / "plus/finess-structures-journalier-20260309.excerpt.json")
    assert sorted(row.place.id for row in rows if row.place.state == "closed") == ["010784528", "010787190"]


@pytest.mark.parametrize(
    "name", ["national/sourcecoordet_and_wgs84_controls.csv", "plus/structure/schema-structures-v1.json"]
)
def test_what_is_no_register_is_refused(finess: Path, name: str) -> None:
    with pytest.raises(Refusal):
        open_register(finess / name)


def read(path: Path) -> list[Row]:
    return [row for row in open_register(path).rows() if isinstance(row, Row)]
