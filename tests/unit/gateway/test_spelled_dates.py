"""Dates in words, as people say them; words with a hyphen, whole."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date

from services.gateway.pages.renderer import _whole
from shared.spelled_dates import MONTHS, first_of_month


@pytest.mark.feature("X3")
def test_the_first_of_a_month_is_said_as_french_says_it() -> None:
    spelled = [first_of_month(format_date(date(2026, n, 1), "long", locale="fr")) for n in range(1, 13)]
    assert spelled == [f"1er {month} 2026" for month in MONTHS]
    assert first_of_month("mardi 1 décembre 2026 à 14h00") == "mardi 1er décembre 2026 à 14h00"


@pytest.mark.parametrize("said", ["11 décembre 2026", "21 mai 2026", "1 December 2026", "1 an", "1 marsouin"])
def test_other_days_and_words_are_left_alone(said: str) -> None:
    assert first_of_month(said) == said


def test_a_word_with_a_hyphen_is_kept_whole_and_nothing_slips_in() -> None:
    assert str(_whole("Mes rendez-vous")) == 'Mes <span class="whole">rendez-vous</span>'
    assert str(_whole("<b>carte-clé</b>")) == '&lt;b&gt;<span class="whole">carte-clé</span>&lt;/b&gt;'
