"""Counting an SMS before it is sent: GSM-7 or UCS-2, and how many parts (3GPP TS 23.038).

French circumflexes, ç and œ are outside GSM-7: one of them would cut a message from 160 to 70 characters,
so they are written without their accent. Scripts GSM-7 cannot carry are left as they are and sent in UCS-2.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = set("^{}\\[~]|€\f")
_SPELT = {
    "œ": "oe",
    "Œ": "OE",
    "ç": "c",
    "’": "'",
    "«": '"',
    "»": '"',
    "–": "-",
    "—": "-",
    "\u00a0": " ",
    "\u202f": " ",
}

GSM_SINGLE, GSM_PART = 160, 153  # septets in a lone message, in each part of a long one
UCS_SINGLE, UCS_PART = 70, 67  # UTF-16 units likewise


class Counted(NamedTuple):
    """A message ready to send: its text, its encoding (`gsm7` or `ucs2`) and its number of parts."""

    text: str
    encoding: str
    parts: int


def transliterate(text: str) -> str:
    """Replace what GSM-7 lacks by what a reader takes for the same (`ô` → `o`, `œ` → `oe`)."""
    return "".join(_spelt(character) for character in text)


def _spelt(character: str) -> str:
    if character in _BASIC or character in _EXTENDED:
        return character
    if character in _SPELT:
        return _SPELT[character]
    plain = unicodedata.normalize("NFD", character)[0]
    return plain if plain in _BASIC else character


def count(text: str) -> Counted:
    """Transliterate, choose the encoding and count the parts."""
    plain = transliterate(text)
    if all(c in _BASIC or c in _EXTENDED for c in plain):
        septets = sum(2 if c in _EXTENDED else 1 for c in plain)
        return Counted(plain, "gsm7", 1 if septets <= GSM_SINGLE else -(-septets // GSM_PART))
    units = len(text.encode("utf-16-be")) // 2
    return Counted(text, "ucs2", 1 if units <= UCS_SINGLE else -(-units // UCS_PART))
