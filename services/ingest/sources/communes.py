"""Where a place is, in official codes: commune, département, postal line. Never from the FINESS number's
prefix."""

from __future__ import annotations

import re

_OVERSEAS = {"9A": "971", "9B": "972", "9C": "973", "9D": "974", "9E": "975", "9F": "976", "9J": "986"}
_WITHDRAWN = {"97123": "97701", "97127": "97801"}  # Saint-Barthélemy and Saint-Martin left Guadeloupe in 2007
_COMMUNE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}", re.ASCII)
_POSTAL_LINE = re.compile(r"([0-9]{5})\s+(.*)", re.ASCII)
_CEDEX = re.compile(r"\s+CEDEX\b.*$", re.IGNORECASE)


def departement_code(stated: str) -> str:
    """`9A` → `971`, `1` → `01`, `2a` → `2A`; empty when it is no département we know the shape of."""
    code = stated.strip().upper()
    code = _OVERSEAS.get(code, code.zfill(2) if code else "")
    return code if re.fullmatch(r"[0-9]{2}|2[AB]|9[78][0-9]", code, re.ASCII) else ""


def commune_code(departement: str, commune: str) -> str:
    """Today's INSEE code from the register's two columns (`9A`, `123` → `97701`); empty when they don't fit.

    Overseas, the commune's three digits begin with the last digit of the département (971 + 127 → 97127).
    """
    code, digits = departement_code(departement), commune.strip().zfill(3)
    if not code or len(digits) != 3 or not (digits.isascii() and digits.isdigit()):
        return ""
    if len(code) == 3 and digits[0] != code[2]:
        return ""
    return current_commune(code[:2] + digits)


def current_commune(code: str) -> str:
    """The code in force for a five-character INSEE commune code; empty when it isn't shaped as one."""
    code = code.strip().upper()
    code = code.zfill(5) if code else ""
    return _WITHDRAWN.get(code, code) if _COMMUNE.fullmatch(code) else ""


def departement_of(commune: str) -> str:
    """The département of an INSEE commune code: three characters overseas, two elsewhere; empty for empty."""
    return commune[:3] if commune[:2] in ("97", "98") else commune[:2]


def postal_line(line: str) -> tuple[str, str]:
    """(`78011`, `VERSAILLES`) from `78011 VERSAILLES CEDEX`: the postal code as written, the commune
    without CEDEX."""
    match = _POSTAL_LINE.fullmatch(line.strip())
    code, name = (match[1], match[2]) if match else ("", line.strip())
    return code, _CEDEX.sub("", name).strip()
