"""FINESS and SIRET numbers: keys, La Poste, Corsica, and what spreadsheets destroy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.sources.numbers import (
    finess_key,
    has_finess_key,
    is_finess_shaped,
    is_siret,
    luhn_sum,
    read_siret,
    restored_finess,
)

DIGITS = "0123456789"


@pytest.mark.parametrize("number", ["010000024", "970102018", "980600027", "950032722"])
def test_official_numbers_have_their_key(number: str) -> None:
    assert has_finess_key(number)


def test_corsican_numbers_are_keyed_with_a_as_1_and_b_as_2() -> None:
    assert has_finess_key("2A000010" + finess_key("2A000010"))
    assert finess_key("2A000010") == finess_key("21000010")
    assert finess_key("2B000010") == finess_key("22000010")


@given(st.text(DIGITS, min_size=8, max_size=8), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(eight: str, place: int, shift: int) -> None:
    number = eight + finess_key(eight)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert has_finess_key(number)
    assert not has_finess_key(wrong)


@given(st.text(max_size=12))
def test_whatever_is_typed_only_nine_characters_make_a_finess_number(text: str) -> None:
    assert not is_finess_shaped(text) or (len(text) == 9 and text.isascii())


def test_a_lost_leading_zero_is_restored_when_the_key_proves_it() -> None:
    assert restored_finess("10000024") == "010000024"
    assert restored_finess("10000025") == "10000025"


def test_la_poste_offices_are_keyed_by_the_sum_of_their_digits() -> None:
    assert is_siret("35600000049837")
    assert not is_siret("35600000049838")


def test_a_siret_is_kept_when_right_and_left_empty_when_wrong() -> None:
    assert read_siret("26010004500012") == ("26010004500012", "")
    assert read_siret("260 100 045 00012") == ("26010004500012", "")
    assert read_siret("26010004500013") == ("", "siret_invalid")
    assert read_siret("") == ("", "")


@pytest.mark.parametrize("text", ["2,601E+13", "2.601E+13", "4,09527e+13"])
def test_scientific_notation_is_a_lost_siret_never_a_number(text: str) -> None:
    assert read_siret(text) == ("", "siret_lost")


@given(st.text(max_size=30))
def test_no_text_becomes_a_wrong_siret(text: str) -> None:
    number, _ = read_siret(text)
    assert number == "" or (len(number) == 14 and number.isdigit() and is_siret(number))


@given(st.text(DIGITS, min_size=1, max_size=20))
def test_the_luhn_sum_is_blind_to_leading_zeros(digits: str) -> None:
    assert luhn_sum("0" + digits) == luhn_sum(digits)
