"""Refuses French national identity numbers (NIR, "numéro de sécurité sociale") in what people type.

Domain rule 6: the NIR is never asked nor kept in fields, notes or names. The detector reads the 13-digit
form and the 15-digit one with its key, spaced or not, Corsica's 2A and 2B included. It never says or logs
the number. Source of the structure and of the key: décret n° 82-103 du 22 janvier 1982 and INSEE's RNIPP
documentation.
"""

from __future__ import annotations

import re
import unicodedata

from shared.problems import Refused

_GAP = r"[\s.\-_/]{0,2}"
_NIR = re.compile(
    r"(?<!\d)"
    + _GAP.join(
        (
            "(?P<sex>[1-478])",
            r"(?P<year>\d{2})",
            # 01–12; 20–42 and 50–99 stand for months unknown (RNIPP)
            r"(?P<month>0[1-9]|1[0-2]|[2-9]\d)",
            "(?P<department>0[1-9]|[1-9][0-9]|2[AaBb])",
            r"(?P<commune>\d{3})",
            r"(?P<order>\d{3})",
        )
    )
    + rf"(?:(?P<gap>{_GAP})(?P<key>\d{{2}}))?(?!\d)"
)
_CORSICA = {"2A": "19", "2B": "18"}
_MODULUS = 97


def holds_nir(text: str) -> bool:
    """Whether `text` holds something shaped like a NIR. A key glued to the 13 digits must be right to
    count.
    """
    return any(_is_nir(found) for found in _NIR.finditer(_plain_digits(text)))


def refuse_nir(text: str, field: str) -> None:
    """Raise `refused:nir`, naming the `field` and never the number, if `text` holds a NIR."""
    if holds_nir(text):
        raise Refused(
            "nir",
            "Maillon ne garde jamais de numéro de sécurité sociale : retirez-le de ce champ.",
            field=field,
        )


def _is_nir(found: re.Match[str]) -> bool:
    if found["key"] is None or found["gap"]:
        return True
    department = found["department"].upper()
    digits = "".join(
        (
            found["sex"],
            found["year"],
            found["month"],
            _CORSICA.get(department, department),
            found["commune"],
            found["order"],
        )
    )
    return int(found["key"]) == _MODULUS - int(digits) % _MODULUS


def _plain_digits(text: str) -> str:
    """Full-width and other scripts' digits, as ASCII ones, so that no spelling slips through."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
