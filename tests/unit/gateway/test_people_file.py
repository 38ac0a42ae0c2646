"""Files of people as professionals have them: every habit of CSV, XLSX; what is no such file says why."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.batches.people_file import (
    FILE_MAX_BYTES,
    LINES_MAX,
    UNPACKED_MAX_BYTES,
    language_of,
    read_people,
)
from shared.contracts.vault_waiting import PEOPLE_MAX
from shared.problems import InvalidInput
from tests.unit.gateway.house import House
from tests.unit.gateway.many import PATH, WaitingRoom, enter, upload, xlsx

HEAD = "Prénom;Nom;Langue;Téléphone;Référence\n"
LINE = "Awa;Exemple;arabe;0639980011;12\n"
AWA = {
    "given_name": "Awa",
    "family_name": "Exemple",
    "language": "ar",
    "phone": "0639980011",
    "reference": "12",
}


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + LINE).encode(),
        (HEAD + LINE).encode("utf-8-sig"),
        (HEAD + LINE).encode("cp1252"),
        (HEAD + LINE).encode("utf-16"),
        (HEAD + LINE).replace(";", ",").encode(),
        (HEAD + LINE).replace(";", "\t").replace("\n", "\r\n").encode(),
        ('"PRENOM";"nom de famille";"Langue";"Tel.";"N° de dossier"\n' + LINE).encode(),
        xlsx([["Prénom", "Nom", "Langue", "Mobile", "Réf"], ["Awa", "Exemple", "Arabe", "0639980011", 12.0]]),
    ],
)
def test_each_habit_of_writing_a_table_reads_the_same(content: bytes) -> None:
    (line,) = read_people(content).lines
    assert (line.number, line.values) == (2, AWA)


def test_lines_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    text = '\nPrénom;Nom\n\n"Awa\nMarie";Exemple\n;;\nLéo;Essai\n'
    assert [(line.number, line.values["family_name"]) for line in read_people(text.encode()).lines] == [
        (4, "Exemple"),
        (6, "Essai"),
    ]


def test_columns_that_are_not_asked_are_named_and_never_read() -> None:
    read = read_people("Prénom;NIR;Adresse\nAwa;269054958815780;rue\n".encode())
    assert list(read.unread) == ["NIR", "Adresse"]
    assert "269054958815780" not in str(read.lines)


def test_languages_are_known_by_their_names() -> None:
    assert [language_of(text) for text in ("", "Français", "UK", "ukrainien", "klingon")] == [
        "fr",
        "fr",
        "uk",
        "uk",
        "klingon",
    ]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * (UNPACKED_MAX_BYTES + 1))
    return out.getvalue()


def with_entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("xl/workbook.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>")
    return out.getvalue()


WRONG: list[tuple[Any, str]] = [
    (b"", "file_empty"),
    (b"\n\n", "file_empty"),
    ("Prénom;Nom\n".encode(), "file_nobody"),
    (b"Nom\nExemple\n", "file_no_given_name"),
    ("Prénom;Prenom\nAwa;Awa\n".encode(), "file_column_twice"),
    ('Prénom\n"Awa'.encode(), "file_malformed"),
    (b"\xd0\xcf\x11\xe0old", "file_old_excel"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\x81", "file_not_a_table"),
    (b"PK\x03\x04 not a workbook", "file_malformed"),
    (bomb(), "file_too_large"),
    (with_entities(), "file_malformed"),
    (("Prénom\n" + "Awa\n" * (PEOPLE_MAX + 1)).encode(), "file_too_many_people"),
    (("Prénom\n" + "\n" * (LINES_MAX + 1)).encode(), "file_too_long"),
]


@pytest.mark.parametrize(("content", "code"), WRONG, ids=[f"{n}-{code}" for n, (_, code) in enumerate(WRONG)])
def test_what_is_no_file_of_people_says_why(content: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as why:
        read_people(content)
    assert (why.value.code, why.value.field) == (code, "file")


@given(st.binary(max_size=300))
def test_no_bytes_do_anything_but_be_read_or_refused(content: bytes) -> None:
    for start in (b"", "Prénom;Nom\n".encode(), b"PK\x03\x04"):
        with suppress(InvalidInput):
            read_people(start + content)


@pytest.mark.feature("V22")
def test_a_wrong_file_is_told_on_its_form_and_nothing_is_kept(house: House) -> None:
    house.client.headers["Sec-Fetch-Site"] = "same-origin"
    WaitingRoom(house)
    enter(house)
    for content, words in (
        (b"\xd0\xcf\x11\xe0old", "ancien Excel"),
        (b"a" * (FILE_MAX_BYTES + 1), "trop gros"),
    ):
        answer = upload(house, content)
        assert (answer.status_code, words in answer.text) == (422, True)
    assert house.client.get(f"{PATH}/019e1f00-0000-7000-8000-000000000001").status_code == 404
    del house.client.headers["Sec-Fetch-Site"]
