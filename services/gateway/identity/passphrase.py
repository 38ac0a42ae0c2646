"""A phrase instead of a PIN: for who has no head for figures; strong enough without a card.

A phone writes capitals and spaces as it likes: they don't count. At least fifteen characters, four words for
instance (what NIST SP 800-63B asks of a secret that stands alone), and not the same few over and over.
"""

from __future__ import annotations

import itertools
import unicodedata

from shared.nir import refuse_nir
from shared.problems import InvalidInput

MIN_CHARS, MAX_CHARS = 15, 128
DISTINCT_MIN = 6  # characters, spaces apart
NAME_MIN_CHARS, NAME_MAX_CHARS = 3, 60
_BLOCK_MAX_CHARS = 6


def is_passphrase(secret: str) -> bool:
    """Whether it is one, good or not: a PIN has no letter."""
    return any(character.isalpha() for character in secret)


def written(secret: str) -> str:
    """The form that is hashed: case, composed accents and runs of spaces made one. A PIN stays as it is."""
    return " ".join(unicodedata.normalize("NFKC", secret).casefold().split())


def check_passphrase(secret: str) -> None:
    """Raises InvalidInput (`pin`): `phrase_too_short`, `phrase_too_long`, `phrase_too_simple`."""
    phrase = written(secret[: MAX_CHARS + 1])
    if len(phrase) < MIN_CHARS:
        sentence = f"Votre phrase est trop courte : {MIN_CHARS} caractères au moins, quatre mots par exemple."
        raise InvalidInput("phrase_too_short", sentence, field="pin", min_chars=MIN_CHARS)
    if len(secret) > MAX_CHARS:
        sentence = f"Votre phrase est trop longue : {MAX_CHARS} caractères au plus."
        raise InvalidInput("phrase_too_long", sentence, field="pin", max_chars=MAX_CHARS)
    if _is_trivial(phrase.replace(" ", "")):
        sentence = "Cette phrase est trop facile à deviner. Choisissez-en une autre."
        raise InvalidInput("phrase_too_simple", sentence, field="pin")


def name_as_found(name: str) -> str:
    """What a name chosen to sign in with is found by: accents, case and spaces don't count."""
    bare = unicodedata.normalize("NFKD", name[: 2 * NAME_MAX_CHARS]).casefold()
    return "".join(c for c in bare if not (unicodedata.combining(c) or c.isspace()))


def check_name(name: str) -> None:
    """Raises InvalidInput `sign_in_name_length`, or Refused for a national identity number."""
    if not NAME_MIN_CHARS <= len(name_as_found(name)) <= NAME_MAX_CHARS:
        sentence = f"Choisissez un nom de {NAME_MIN_CHARS} à {NAME_MAX_CHARS} caractères."
        raise InvalidInput("sign_in_name_length", sentence, field="sign_in_name")
    refuse_nir(name, "sign_in_name")


def _is_trivial(letters: str) -> bool:
    """Few different characters, a short block repeated, or an alphabet run through."""
    if len(set(letters)) < DISTINCT_MIN:
        return True
    blocks = (letters[:size] for size in range(1, _BLOCK_MAX_CHARS + 1))
    if any((block * len(letters))[: len(letters)] == letters for block in blocks):
        return True
    steps = {ord(after) - ord(before) for before, after in itertools.pairwise(letters)}
    return len(steps) == 1
