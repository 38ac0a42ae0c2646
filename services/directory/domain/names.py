"""What people type as names: one line of plain text, without control characters nor national identity
number.
"""

from __future__ import annotations

import re
import unicodedata

from shared.nir import refuse_nir
from shared.problems import InvalidInput

NOT_OF_WORDS = re.compile(r"[^a-z0-9]+")


def plain_name(text: str, field: str, *, required: bool = True) -> str:
    """`text` in NFC, trimmed, its spaces made single.

    Raises `invalid_input` naming `field` when it is empty though `required`, or holds control or formatting
    characters (line breaks, direction overrides); `refused:nir` when it holds a national identity number.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} for c in name):
        raise InvalidInput(
            "characters", "Ce champ contient des caractères invisibles : retapez-le.", field=field
        )
    if required and not any(c.isalnum() for c in name):
        raise InvalidInput("empty", "Ce champ est vide : écrivez au moins une lettre.", field=field)
    refuse_nir(name, field)
    return name


def initials(given_name: str, family_name: str) -> str:
    """`Jeanne`, `Dupont` → `J. D.`: what is shown of a professional before a link is accepted."""
    firsts = (next((c for c in name if c.isalnum()), "") for name in (given_name, family_name))
    return " ".join(f"{c.upper()}." for c in firsts if c)


def folded(text: str) -> str:
    """`text` without accents nor case, its words separated by single spaces: what searches compare."""
    if text.isascii():  # most are: the same, ten times quicker
        return " ".join(NOT_OF_WORDS.sub(" ", text.lower()).split())
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    kept = "".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join(kept.split())
