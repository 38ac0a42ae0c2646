"""Communes, départements, postal lines, telephones, dates and positions, as sources write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.sources import communes, coordinates, texts
from services.ingest.sources.phones import read_phone


@pytest.mark.parametrize(
    ("departement", "commune", "code"),
    [
        ("01", "451", "01451"), ("1", "53", "01053"), ("2A", "004", "2A004"), ("9A", "105", "97105"),
        ("9A", "123", "97701"), ("9A", "127", "97801"), ("9D", "411", "97411"), ("9F", "606", "97606"),
        ("9J", "613", "98613"), ("75", "113", "75113"), ("9A", "207", ""), ("9Z", "101", ""),
        ("", "101", ""), ("01", "4x1", ""),
    ],
)  # fmt: skip
def test_the_commune_code_is_made_of_the_two_columns(departement: str, commune: str, code: str) -> None:
    assert communes.commune_code(departement, commune) == code


@pytest.mark.parametrize(
    ("code", "departement"), [("01451", "01"), ("2A004", "2A"), ("97411", "974"), ("97701", "977"), ("", "")]
)
def test_the_departement_comes_from_the_commune(code: str, departement: str) -> None:
    assert communes.departement_of(code) == departement


@given(st.text(max_size=8), st.text(max_size=8))
def test_no_two_cells_make_a_malformed_commune_code(departement: str, commune: str) -> None:
    code = communes.commune_code(departement, commune)
    assert code == "" or communes.current_commune(code) == code


@pytest.mark.parametrize(
    ("line", "code", "name"),
    [
        ("78011 VERSAILLES CEDEX", "78011", "VERSAILLES"), ("75158 PARIS CEDEX 14", "75158", "PARIS"),
        ("97133 ST BARTHELEMY", "97133", "ST BARTHELEMY"), ("VIRIAT", "", "VIRIAT"), ("", "", ""),
    ],
)  # fmt: skip
def test_cedex_is_taken_off_the_commune_and_left_on_the_code(line: str, code: str, name: str) -> None:
    assert communes.postal_line(line) == (code, name)


@pytest.mark.parametrize(
    ("text", "departement", "number"),
    [
        ("01 99 00 12 34", "75", "+33199001234"), ("474454647", "01", "+33474454647"),
        ("0590276027", "977", "+590590276027"), ("0596748677", "972", "+596596748677"),
        ("0594395050", "973", "+594594395050"), ("0262905050", "974", "+262262905050"),
        ("0269666815", "976", "+262269666815"), ("08 26 96 16 00", "92", "+33826961600"), ("", "75", ""),
    ],
)  # fmt: skip
def test_a_number_is_read_in_the_plan_of_its_departement(text: str, departement: str, number: str) -> None:
    assert read_phone(text, departement) == (number, "")


@pytest.mark.parametrize("text", ["15", "0000000000", "poste 12", "0" * 200])
def test_what_is_no_number_is_left_empty_and_told(text: str) -> None:
    assert read_phone(text, "75") == ("", "phone_invalid")


@given(st.text(max_size=40), st.sampled_from(["75", "974", "", "zz"]))
def test_no_text_becomes_a_malformed_telephone(text: str, departement: str) -> None:
    number, _ = read_phone(text, departement)
    assert number == "" or (number[0] == "+" and number[1:].isdigit() and len(number) <= 16)


def test_dates_are_read_in_both_orders_and_zeros_of_1899_are_absent() -> None:
    assert texts.read_date("2004-02-29") == (date(2004, 2, 29), "")
    assert texts.read_date("2021-10-18 00:00:00") == (date(2021, 10, 18), "")
    assert texts.read_date("13/02/1979") == (date(1979, 2, 13), "")
    assert texts.read_date("1899-12-30") == (None, "date_zero")
    assert texts.read_date("31/02/1979") == (None, "date_invalid")
    assert texts.read_date("") == (None, "")


@given(st.text(max_size=80))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert texts.clean(texts.clean(text)) == texts.clean(text)


@given(st.text(max_size=20))
def test_no_text_becomes_a_date_or_a_number_by_accident(text: str) -> None:
    texts.read_date(text)
    value = coordinates.number(text)
    assert value is None or abs(value) < 1e9


@pytest.mark.parametrize(
    ("stated", "epsg"),
    [
        ("1,ATLASANTE,96,BAN,EPSG:2154 RGF93 / Lambert-93 (Métropole)", 2154),
        ("2,ATLASANTE,96,BAN,EPSG:5490 RGAF09/UTM Zone 20N (Antilles)", 5490),
        ("2,ATLASANTE,90,BAN,WGS84/UTM zone 21N (St-Pierre-et-Miquelon)", 32621),
        ("1,ATLASANTE,100,IGN,BD_ADRESSE,V2.1,LAMBERT_93", 2154),
        ("1,ATLASANTE,100,EPSG:3857 Web", None),
        ("", None),
    ],
)
def test_the_projected_system_is_the_one_the_line_names(stated: str, epsg: int | None) -> None:
    assert coordinates.epsg_of(stated) == epsg


def test_a_position_outside_its_own_territory_is_absent() -> None:
    assert coordinates.to_wgs84(2154, [870262.2], [6571540.8]) == [(46.222286, 5.209181)]
    assert coordinates.to_wgs84(2154, [6571540.8], [870262.2]) == [None]
    assert coordinates.in_france(48.85, 2.35) == (48.85, 2.35)
    assert coordinates.in_france(2.35, 48.85) is None
