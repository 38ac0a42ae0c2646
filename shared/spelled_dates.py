"""The first of a month in French: « 1er décembre », where the locale's data write « 1 décembre »."""

from __future__ import annotations

import re

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_FIRST = re.compile(rf"(?<!\d)1(?= (?:{'|'.join(MONTHS)})\b)")


def first_of_month(spelled: str) -> str:
    """A date already in words, its first day as French says it; other days and languages are left alone."""
    return _FIRST.sub("1er", spelled)
