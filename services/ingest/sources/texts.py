"""Cells as people typed them, to what they meant: padding, doubled spaces, dates in two orders."""

from __future__ import annotations

import re
from datetime import date

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
CELL_MAX_CHARS = 500
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T].*)?", re.ASCII)
_FRENCH = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})", re.ASCII)


def clean(text: str) -> str:
    """Without padding, doubled spaces or control characters; at most 500 characters."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())[:CELL_MAX_CHARS].rstrip()


def read_date(text: str) -> tuple[date | None, str]:
    """(date, remark code) from `2012-01-31`, `2012-01-31 00:00:00` or a spreadsheet's `31/01/2012`.

    A date of December 1899 is a spreadsheet's zero, not an opening: absent.
    """
    stripped = text.strip()
    if not stripped:
        return None, ""
    iso, french = _ISO.fullmatch(stripped), _FRENCH.fullmatch(stripped)
    parts = iso.groups() if iso else tuple(reversed(french.groups())) if french else ()
    try:
        day = date(*map(int, parts))
    except (TypeError, ValueError):
        return None, "date_invalid"
    return (None, "date_zero") if (day.year, day.month) == (1899, 12) else (day, "")
