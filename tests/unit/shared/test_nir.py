"""A national identity number is seen however it is written; other numbers are let through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.nir import holds_nir, refuse_nir
from shared.problems import Refused


def key_of(thirteen: str) -> str:
    return f"{97 - int(thirteen.replace('2A', '19').replace('2B', '18')) % 97:02d}"


BODIES = ("1850578006084", "285052A006084", "285052B006084", "2991297501123", "1862099100999")


@pytest.mark.parametrize("body", BODIES)
def test_a_nir_is_seen_with_or_without_its_key(body: str) -> None:
    whole = body + key_of(body)
    assert holds_nir(body)
    assert holds_nir(whole)
    assert holds_nir(f"né, sécu {whole}, à Paris")
    parts = (1, 3, 5, 7, 10, 13)
    for gap in (" ", "\u00a0", ".", "-", "  "):
        cut = gap.join(whole[a:b] for a, b in zip((0, *parts), (*parts, 15), strict=True))
        assert holds_nir(cut), cut
        assert holds_nir(cut.lower()), cut


def test_a_nir_in_another_script_s_digits_is_seen() -> None:
    arabic = "".join(chr(0x0660 + int(c)) for c in "1850578006084")
    full_width = "".join(chr(0xFF10 + int(c)) for c in "1850578006084")
    assert holds_nir(arabic)
    assert holds_nir(full_width)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "01 34 30 92 13",
        "+33 6 39 98 00 01",
        "0033639980001",
        "26780271800010",
        "750712184",
        "FR76 3000 6000 0112 3456 7890 189",
        "185057800608492",  # 15 digits whose key is wrong
        "1850078006084",  # month 00
        "12 rue des 4 Vents 75011 Paris",
        "né le 12/05/1985",
        "5850578006084",
    ],
)
def test_other_numbers_are_let_through(text: str) -> None:
    assert not holds_nir(text)
    refuse_nir(text, "name")


def test_the_refusal_names_the_field_and_never_the_number() -> None:
    with pytest.raises(Refused) as refused:
        refuse_nir("sécu 1 85 05 78 006 084", "note")
    problem = refused.value
    assert (problem.code, problem.field) == ("nir", "note")
    assert not any(digit in f"{problem} {problem.detail} {problem.params}" for digit in "0123456789")


@given(st.text(max_size=200))
def test_no_text_makes_the_detector_fail(text: str) -> None:
    assert holds_nir(text) in (True, False)
