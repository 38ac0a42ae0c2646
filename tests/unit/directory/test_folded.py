"""What searches compare: the same whether or not a text has letters outside ASCII."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.directory.domain.names import folded


@given(st.text(st.characters(max_codepoint=127), max_size=40))
def test_a_text_without_accents_is_folded_as_beside_one_with_them(text: str) -> None:
    assert f"{folded(text)} e".strip() == folded(f"{text} é")


def test_words_are_what_is_left() -> None:
    assert folded("  Assistante-SOCIALE, d'Hôpital_2 œuvre ") == "assistante sociale d hopital 2 oeuvre"
    assert folded("D'Arc_et al.") == "d arc et al"
    assert folded(" -_ ") == ""
