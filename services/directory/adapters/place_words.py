"""The words of a place's name as searches compare them: folded, cut in trigrams that survive a changed
letter.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from services.directory.domain.names import folded

GRAM = 3
QUERY_WORDS_MAX = 24  # more words than any name has: bounds the work of one search


def grams(text: str) -> list[str]:
    """The trigrams of each folded word, its ends marked: `mas` → `_ma`, `mas`, `as_`."""
    found: list[str] = []
    for word in folded(text).split()[:QUERY_WORDS_MAX]:
        marked = f"_{word}_"
        found.extend(marked[i : i + GRAM] for i in range(max(1, len(marked) - GRAM + 1)))
    return found


def likeness(asked: frozenset[str], name: frozenset[str], around: frozenset[str]) -> float:
    """From 0 to 1: how much of what was asked the place holds, and how much of its name was asked.

    `around` is what may be typed beside the name (long name, commune): it counts for half, and never
    against the place.
    """
    if not asked:
        return 0.0
    in_name = len(asked & name)
    covered = (in_name + 0.5 * len((asked - name) & around)) / len(asked)
    dice = 2 * in_name / (len(asked) + len(name)) if name else 0.0
    return 0.7 * covered + 0.3 * dice


def letters_shared(asked: str, name: str) -> float:
    """From 0 to 1: the letters that two short names have in common, in order (Ratcliff and Obershelp)."""
    return SequenceMatcher(None, asked, name, autojunk=False).ratio()
