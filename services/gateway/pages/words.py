"""The words people read, by language, from flat catalogues: `locales/fr/*.json`, `locales/en/*.json`,
one file an area, each key in one file only.

A key missing in a language falls back to French, then shows itself; a test keeps the catalogues complete.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

FOLDER = Path(__file__).parent.parent / "locales"
DEFAULT = "fr"
LANGUAGES = {"fr": "Français", "en": "English"}
HEADER_MAX_CHARS = 200
_WIDE = re.compile(r" (?=[:»])")
_NARROW = re.compile(r" (?=[;?!])")
_AFTER = re.compile(r"(?<=«) ")
_RANGE = re.compile(r"([a-z]{2})(?:-[a-z0-9]+)*(?:\s*;\s*q=([0-9.]{1,5}))?", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """The catalogue of one language; calling it gives the sentence of a key."""

    language: str
    _own: Mapping[str, str]
    _fallback: Mapping[str, str]

    def __call__(self, key: str, **values: Any) -> str:
        """The sentence of `key`, its `{names}` replaced. Not escaped: the template does it."""
        text = self._own.get(key) or self._fallback.get(key) or key
        return text.format_map(values) if values else text

    def has(self, key: str) -> bool:
        """Whether this very language says it."""
        return key in self._own

    def count(self, key: str, number: int) -> str:
        """`key.one` or `key.other`, with the number."""
        one = number < 2 if self.language == "fr" else number == 1
        return self(f"{key}.one" if one else f"{key}.other", n=number)


def load_words(folder: Path = FOLDER) -> dict[str, Words]:
    """Every language, read once."""
    read = {code: read_catalogue(folder / code) for code in LANGUAGES}
    return {code: Words(code, own, read[DEFAULT]) for code, own in read.items()}


def read_catalogue(folder: Path) -> dict[str, str]:
    """Every sentence of one language. Raises ValueError for a key that two files hold."""
    found: dict[str, str] = {}
    spaced = no_break if folder.name == "fr" else str
    for file in sorted(folder.glob("*.json")):
        sentences = msgspec.json.decode(file.read_bytes(), type=dict[str, str])
        if twice := found.keys() & sentences.keys():
            raise ValueError(f"{file}: said elsewhere too: {', '.join(sorted(twice))}")
        found |= {key: spaced(sentence) for key, sentence in sentences.items()}
    return found


def no_break(french: str) -> str:
    """The sentence with the spaces that French has before `: ; ? ! »` and after « as ones that never break a
    line (narrow before the last three), however the catalogue was typed.
    """
    return _AFTER.sub("\u00a0", _NARROW.sub("\u202f", _WIDE.sub("\u00a0", french)))


def choose_language(chosen: str, accepted: str) -> str:
    """The language chosen by the person if we have it, else the browser's first that we have, else French."""
    if chosen in LANGUAGES:
        return chosen
    ranked = []
    for rank, part in enumerate(accepted[:HEADER_MAX_CHARS].split(",")):
        found = _RANGE.fullmatch(part.strip())
        if found and found[1].lower() in LANGUAGES:
            ranked.append((-_quality(found[2]), rank, found[1].lower()))
    return min(ranked)[2] if ranked else DEFAULT


def _quality(text: str | None) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
