"""Official numbers: FINESS, SIRET. They are text; a wrong key is told, a lost number is absent, never
invented."""

from __future__ import annotations

import re

_FINESS = re.compile(r"[0-9][0-9AB][0-9]{7}", re.ASCII)
_FOURTEEN_DIGITS = re.compile(r"[0-9]{14}", re.ASCII)
_LA_POSTE = "356000000"


def luhn_sum(digits: str) -> int:
    """The Luhn sum of decimal digits (ISO/IEC 7812-1); a valid number's is a multiple of 10."""
    total = 0
    for place, character in enumerate(reversed(digits)):
        value = ord(character) - 48
        if place % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total


def is_finess_shaped(number: str) -> bool:
    """Nine characters: digits, with A or B in second place for Corsica."""
    return _FINESS.fullmatch(number) is not None


def has_finess_key(number: str) -> bool:
    """Whether the ninth character is the right key: Luhn, with A read as 1 and B as 2 (Corsica)."""
    return is_finess_shaped(number) and luhn_sum(number.replace("A", "1").replace("B", "2")) % 10 == 0


def finess_key(first_eight: str) -> str:
    """The ninth character that makes eight a FINESS number."""
    digits = first_eight.replace("A", "1").replace("B", "2")
    return str(-luhn_sum(digits + "0") % 10)


def restored_finess(text: str) -> str:
    """A FINESS number whose leading zero a spreadsheet removed, when its key proves it; else the text as it
    is."""
    padded = text.zfill(9)
    return padded if len(text) == 8 and text.isascii() and text.isdigit() and has_finess_key(padded) else text


def is_siret(number: str) -> bool:
    """Fourteen digits with the right key: Luhn, or for La Poste a digit sum multiple of 5 (INSEE)."""
    if _FOURTEEN_DIGITS.fullmatch(number) is None:
        return False
    if luhn_sum(number) % 10 == 0:
        return True
    return number.startswith(_LA_POSTE) and sum(map(int, number)) % 5 == 0


def read_siret(text: str) -> tuple[str, str]:
    """(number, remark code): the number or empty. Scientific notation (`2,601E+13`) has lost digits for
    good."""
    compact = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if not compact:
        return "", ""
    if "E+" in compact.upper():
        return "", "siret_lost"
    return (compact, "") if is_siret(compact) else ("", "siret_invalid")
