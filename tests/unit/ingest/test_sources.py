"""Each official source, as its files really are: headers, sections, encodings, and what spreadsheets did."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from services.ingest.domain.rows import Rejection, Row
from services.ingest.sources.detect import open_register
from shared.contracts.ingest import Place
from tests.unit.ingest.registers import national, national_line, number, regional

GEO_5490 = "1,ATLASANTE,96,BAN,EPSG:5490 RGAF09/UTM Zone 20N (Antilles)"


def rows(path: Path) -> tuple[list[Row], list[Rejection]]:
    found = list(open_register(path).rows())
    return [r for r in found if isinstance(r, Row)], [r for r in found if isinstance(r, Rejection)]


def places(path: Path) -> list[Place]:
    return [row.place for row in rows(path)[0]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registre.csv"


def test_a_national_record_becomes_a_place(path: Path) -> None:
    path.write_text(national([national_line(1, "CH  DES LILAS ", siret="26010004500012")]), encoding="utf-8")
    register = open_register(path)
    assert (register.source, register.extent, register.as_of) == ("finess", "national", date(2026, 5, 12))
    (place,) = places(path)
    assert place == Place(
        source="finess", id=number(1), legal_entity=number(500_001), name="CH DES LILAS", category="355",
        category_label="Centre Hospitalier (C.H.)", address=["1 R DES LILAS"], postal_code="01440",
        commune="VIRIAT", code_insee="01451", departement="01", phone="+33353010203", siret="26010004500012",
        opened_on=date(1979, 2, 13),
    )  # fmt: skip


def test_positions_of_the_second_section_reach_their_places(path: Path) -> None:
    lines = [
        national_line(1), national_line(2, departement="9A", commune="105", phone=""), national_line(3),
        f"geolocalisation;{number(1)};870262.2;6571540.8;1,ATLASANTE,96,BAN,EPSG:2154 RGF93;2026-05-04\n",
        f"geolocalisation;{number(2)};657242.9;1795384.4;{GEO_5490};2026-05-04\n",
        f"geolocalisation;{number(3)};6571540.8;870262.2;1,ATLASANTE,96,BAN,EPSG:2154 RGF93;2026-05-04\n",
    ]  # fmt: skip
    path.write_text(national(lines), encoding="utf-8")
    read, _ = rows(path)
    assert [(r.place.lat, r.place.lon) for r in read] == [
        (46.222286, 5.209181), (16.234004, -61.528737), (None, None),
    ]  # fmt: skip
    assert [remark.code for remark in read[2].remarks] == ["position_outside"]


def test_overseas_communes_and_telephones_are_todays(path: Path) -> None:
    line = national_line(
        1, departement="9A", commune="123", routing="97133 ST BARTHELEMY", phone="0590276027"
    )
    path.write_text(national([line]), encoding="utf-8")
    (place,) = places(path)
    assert (place.code_insee, place.departement, place.phone) == ("97701", "977", "+590590276027")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_accents_survive_both_official_encodings(path: Path, encoding: str) -> None:
    path.write_bytes(national([national_line(1, "L'ÉTÉ À L'ŒUVRE")]).encode(encoding))
    assert places(path)[0].name == "L'ÉTÉ À L'ŒUVRE"


def test_a_line_that_cannot_be_a_place_is_rejected_with_its_number(path: Path) -> None:
    lines = [
        national_line(1), "structureet;trop;court\n", national_line(2, id="12"), "autre;chose\n",
        national_line(4, name=" "),
    ]  # fmt: skip
    path.write_text(national(lines), encoding="utf-8")
    read, rejected = rows(path)
    assert [row.line for row in read] == [2]
    assert [(r.line, r.code) for r in rejected] == [
        (3, "cells"), (4, "finess_malformed"), (5, "record_unknown"), (6, "name_missing"),
    ]  # fmt: skip
    assert rejected[-1].place_id == number(4)


def test_a_wrong_key_is_told_and_the_place_kept(path: Path) -> None:
    wrong = number(1)[:-1] + str((int(number(1)[-1]) + 1) % 10)
    path.write_text(national([national_line(1, id=wrong)]), encoding="utf-8")
    (row,), rejected = rows(path)
    assert (row.place.id, [r.code for r in row.remarks], rejected) == (wrong, ["finess_key"], [])


def test_a_spreadsheets_copy_is_recognised_and_what_it_destroyed_stays_absent(path: Path) -> None:
    header = "finess;nofinesset;nofinessej" + ";x" * 28 + ";\r\n"
    line = national_line(1, siret="2,601E+13", phone="353010203", departement="1", commune="53")
    line = line.replace("1979-02-13", "13/02/1979").replace("\n", "\r\n")
    path.write_text(header + line, encoding="utf-8", newline="")
    (row,), _ = rows(path)
    assert open_register(path).as_of is None
    assert row.place.siret == ""
    assert [remark.code for remark in row.remarks] == ["siret_lost"]
    assert (row.place.phone, row.place.code_insee) == ("+33353010203", "01053")
    assert row.place.opened_on == date(1979, 2, 13)


def test_a_regional_extract_is_read_by_its_header_and_named_by_its_file(tmp_path: Path) -> None:
    path = tmp_path / "Établissements d'Île-de-France 2013.csv"
    text = regional([1, 2])
    path.write_text(text.replace("lat;lng", "LAT;LNG"), encoding="utf-8", newline="")
    register = open_register(path)
    assert (register.extent, register.as_of) == ("etablissements-d-ile-de-france", None)
    place = places(path)[0]
    assert (place.name, place.postal_code, place.commune) == ('FOYER "1"', "75158", "PARIS")
    assert (place.lat, place.lon, place.departement, place.code_insee) == (48.83, 2.32, "75", "")
    assert open_register(path, "idf").extent == "idf"


def daily(**establishment: object) -> str:
    identity = {"numFinessEge": number(1), "nomEgeCourt": "CLINIQUE   ", "dateOuverture": "1899-12-30"}
    address = {
        "usageAdresse": "03", "ligneQuatre": "1 RUE X", "cogCommune": "01053", "codePostal": "01000",
        "ligneAcheminement": "BOURG EN BRESSE CEDEX",
        "coordonneesGeographique": {"coordonneeX": "6570414.61", "coordonneeY": "873766.07"},
    }  # fmt: skip
    ege = {
        "informationsGeneralesEGE": identity, "categorieentiteGeographiqueExercice": "365",
        "adresse": [{"usageAdresse": "02"}, address], "etatObjet": "A",
    } | establishment  # fmt: skip
    entity = {"informationsGeneralesPMEJ": {"numFinessPm": number(500_001)}, "ege": [ege]}
    return json.dumps({"schemaVersion": "v1", "generatedAt": "2026-03-09T15:49:37.6Z", "pmej": [entity]})


def test_the_daily_feed_gives_establishments_with_swapped_coordinates_put_right(path: Path) -> None:
    path.write_text(daily(), encoding="utf-8")
    (row,), _ = rows(path)
    assert open_register(path).as_of == date(2026, 3, 9)
    place = row.place
    assert (place.name, place.legal_entity, place.commune) == ("CLINIQUE", number(500_001), "BOURG EN BRESSE")
    assert (place.lat, place.lon) == (46.211257, 5.254203)
    assert (place.opened_on, place.state, place.siret, place.phone) == (None, "open", "", "")


def test_a_closed_establishment_of_the_daily_feed_says_so(path: Path) -> None:
    identity = {"numFinessEge": number(1), "nomEgeLong": "CLINIQUE", "dateFermeture": "1993-01-01"}
    path.write_text(daily(informationsGeneralesEGE=identity, etatObjet="I"), encoding="utf-8")
    (place,) = places(path)
    assert (place.state, place.closed_on) == ("closed", date(1993, 1, 1))


YEARLY = (
    "nofinesset;nofinessej;rs;rslongue;complrs;compldistrib;numvoie;typvoie;voie;compvoie;lieuditbp;region;"
    "departement;cog;codepostal;libelle_routage;telephone;categetab;liblongcategetab;siret;coordx;coordy;"
    "sourcegeocod;dateouvert\n"
)


def test_the_yearly_archive_holds_position_and_commune_on_the_line(path: Path) -> None:
    line = (
        f"{number(1)};{number(2)};CH;CH LONG;;;9;RTE;DE PARIS;;;84;01;01451;01440;VIRIAT;03 53 01 02 03;355;"
        "Centre Hospitalier (C.H.);;870262.2;6571540.8;1,IGN,BD_ADRESSE,V2.2,LAMBERT_93;1979-02-13\n"
    )
    path.write_text(YEARLY + line, encoding="utf-8")
    (place,) = places(path)
    assert (place.code_insee, place.postal_code, place.commune) == ("01451", "01440", "VIRIAT")
    assert (place.lat, place.lon, place.category) == (46.222286, 5.209181, "355")


def test_a_file_without_date_inside_may_carry_it_in_its_name(tmp_path: Path) -> None:
    path = tmp_path / "etalab_stock_et_20201231.csv"
    path.write_text(YEARLY, encoding="utf-8")
    assert open_register(path).as_of == date(2020, 12, 31)
