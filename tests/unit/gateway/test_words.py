"""Every sentence exists in every language, and templates ask only for sentences that exist."""

from __future__ import annotations

import re
from string import Formatter
from typing import get_args

import pytest

from services.gateway.pages.renderer import ROOT
from services.gateway.pages.words import LANGUAGES, choose_language, load_words, no_break
from shared.contracts.vault_terms import Action, Category, Language, Part, Purpose

WORDS = load_words()
ASKED = re.compile(r"""\bt\('([a-z0-9_.]+[a-z0-9_])'""")
COUNTED = re.compile(r"""\bt\.count\('([a-z0-9_.]+)'""")
SAID_DONE = re.compile(r"""view\.go\([^)]*?, "([a-z_]+)"\)""")


@pytest.mark.feature("X3")
def test_both_catalogues_say_the_same_things() -> None:
    own = {code: set(WORDS[code]._own) for code in LANGUAGES}
    only_english = {key for key in own["en"] - own["fr"] if not key.startswith("problem.")}
    assert own["fr"] - own["en"] == set()
    assert only_english == set()


@pytest.mark.feature("X3")
def test_both_catalogues_fill_the_same_blanks() -> None:
    def blanks(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for key, french in WORDS["fr"]._own.items():
        assert blanks(french) == blanks(WORDS["en"]._own[key]), key


def test_french_never_breaks_a_line_before_its_signs() -> None:
    plain = re.compile(r" [:;?!»]|« ")
    assert [key for key, sentence in WORDS["fr"]._own.items() if plain.search(sentence)] == []
    assert no_break("Qui ? « Moi » ; toi : oui !") == (
        "Qui\u202f? «\u00a0Moi\u00a0»\u202f; toi\u00a0: oui\u202f!"
    )
    assert no_break("12:30 et https://exemple.invalid/?a=1") == "12:30 et https://exemple.invalid/?a=1"


def test_every_sentence_a_template_asks_for_exists() -> None:
    for file in (ROOT / "templates").glob("*.html"):
        text = file.read_text(encoding="utf-8")
        asked = set(ASKED.findall(text)) | {
            f"{k}.{n}" for k in COUNTED.findall(text) for n in ("one", "other")
        }
        assert [key for key in asked if not WORDS["fr"].has(key)] == [], file.name


def test_every_code_shown_to_people_has_its_word() -> None:
    codes = {
        "category": get_args(Category),
        "purpose": get_args(Purpose),
        "action": get_args(Action),
        "part": get_args(Part),
        "language": get_args(Language),
    }
    missing = [
        f"{kind}.{c}" for kind, every in codes.items() for c in every if not WORDS["fr"].has(f"{kind}.{c}")
    ]
    assert missing == []


def test_every_page_shown_after_an_act_says_what_was_done() -> None:
    sources = "".join(f.read_text(encoding="utf-8") for f in (ROOT / "pages").glob("*.py"))
    done = set(SAID_DONE.findall(sources))
    assert len(done) > 10
    assert [code for code in done if not WORDS["fr"].has(f"done.{code}")] == []


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        ("en", "fr", "en"),
        ("", "en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("", "de, fr;q=0.5, en;q=0.9", "en"),
        ("", "de", "fr"),
        ("xx", "", "fr"),
        ("", "en;q=.,,;", "en"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_browsers_else_french(
    chosen: str, accepted: str, language: str
) -> None:
    assert choose_language(chosen, accepted) == language
