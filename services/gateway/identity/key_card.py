"""The key card a holder signs in with: a 128-bit secret on paper, and a PIN in the head, never printed.

Owns the card's written form, what the server keeps of it, and the rules of the PIN. The server keeps a digest
of the secret (128 random bits need no slow hash) and an argon2id hash of the PIN. A PIN has few values: its
hash is bound to a key kept outside the database (`bound_to`), so that a copy of the database alone guesses
nothing. It is not bound to the card's secret: a lost card is replaced against the PIN (domain rule 10).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from itertools import pairwise

import segno
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.gateway.identity.passphrase import check_passphrase, is_passphrase, written
from shared.problems import InvalidInput

SECRET_BYTES = 16
PIN_MIN_DIGITS, PIN_MAX_DIGITS = 4, 8
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_CHARACTER_BITS, _CHECK_BITS, _GROUP_CHARACTERS = 5, 12, 4
_CARD_CHARACTERS = (SECRET_BYTES * 8 + _CHECK_BITS) // _CHARACTER_BITS  # 28: seven groups of four
_CARD_TEXT_MAX = 60  # with every separator a person may type
_QR_MODULE_PX, _QR_BORDER_MODULES = 6, 4

# OWASP's second choice for argon2id: 19 MiB, 2 passes, 1 lane; 25 ms on the measured machine.
_ARGON2 = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16)
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def new_card() -> str:
    """A fresh card's text, as printed: seven groups of four characters, the last ones a checksum."""
    return card_text(secrets.token_bytes(SECRET_BYTES))


def card_text(secret: bytes) -> str:
    """The written form of a card's secret (16 bytes)."""
    number = int.from_bytes(secret, "big") << _CHECK_BITS | _check(secret)
    written = ""
    for _ in range(_CARD_CHARACTERS):
        number, index = number >> _CHARACTER_BITS, number & (1 << _CHARACTER_BITS) - 1
        written = _ALPHABET[index] + written
    groups = range(0, _CARD_CHARACTERS, _GROUP_CHARACTERS)
    return "-".join(written[at : at + _GROUP_CHARACTERS] for at in groups)


def parse_card(text: str) -> bytes:
    """The secret (16 bytes) of a card as typed or scanned: case, spaces, dashes and O/0, I/L/1 don't matter.

    Raises InvalidInput `card_invalid` (field `card`) when its length, characters or checksum are wrong.
    """
    if len(text) > _CARD_TEXT_MAX:
        raise _card_invalid()
    written = re.sub(r"[\s\-\u2010-\u2015.]", "", text).upper().translate(_READ_AS)
    if len(written) != _CARD_CHARACTERS or not set(written) <= set(_ALPHABET):
        raise _card_invalid()
    number = 0
    for character in written:
        number = number << _CHARACTER_BITS | _ALPHABET.index(character)
    secret = (number >> _CHECK_BITS).to_bytes(SECRET_BYTES, "big")
    if number & (1 << _CHECK_BITS) - 1 != _check(secret):
        raise _card_invalid()
    return secret


def card_id(secret: bytes) -> str:
    """What the server keeps of a card: 64 hexadecimal digits from which the secret cannot be found again."""
    return hmac.new(secret, b"maillon key card, version 1", hashlib.sha256).hexdigest()


def qr_svg(text: str) -> str:
    """A QR code of `text` as an inline SVG element, error correction M (a creased card still reads)."""
    code = segno.make(text, error="m", micro=False)
    return code.svg_inline(scale=_QR_MODULE_PX, border=_QR_BORDER_MODULES, svgclass="qr", omitsize=True)


def check_secret(secret: str) -> None:
    """Raises InvalidInput (`pin`) unless it is a good PIN, or a good passphrase."""
    if is_passphrase(secret):
        check_passphrase(secret)
    else:
        check_pin(secret)


def check_pin(pin: str) -> None:
    """Raises InvalidInput (`pin`): `pin_malformed` unless 4 to 8 digits, `pin_too_simple` if trivial."""
    if not re.fullmatch(rf"[0-9]{{{PIN_MIN_DIGITS},{PIN_MAX_DIGITS}}}", pin):
        sentence = f"Choisissez un code de {PIN_MIN_DIGITS} à {PIN_MAX_DIGITS} chiffres."
        raise InvalidInput("pin_malformed", sentence, field="pin")
    if _is_trivial(pin):
        sentence = "Ce code est trop facile à deviner. Choisissez-en un autre."
        raise InvalidInput("pin_too_simple", sentence, field="pin")


def hash_pin(pin: str, bound_to: bytes = b"") -> str:
    """The argon2id hash to keep; 25 ms. `bound_to`: a key of this account, kept outside the database."""
    return _ARGON2.hash(_bound(pin, bound_to))


def verify_pin(pin: str, kept: str, bound_to: bytes = b"") -> bool:
    """Whether `pin` is the one kept. An empty `kept` takes the same time and says no."""
    try:
        _ARGON2.verify(kept or _NOBODY, _bound(pin, bound_to))
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


def _bound(pin: str, bound_to: bytes) -> bytes:
    return hmac.new(bound_to, b"maillon PIN, version 1:" + written(pin).encode(), hashlib.sha256).digest()


def _is_trivial(pin: str) -> bool:
    """One digit or pair repeated (0000, 1212), or a run up or down (1234, 9876, 8901)."""
    digits = [int(digit) for digit in pin]
    steps = {(after - before) % 10 for before, after in pairwise(digits)}
    return steps in ({0}, {1}, {9}) or pin == (pin[:2] * len(pin))[: len(pin)]


def _check(secret: bytes) -> int:
    return (
        int.from_bytes(hashlib.sha256(b"maillon key card" + secret).digest()[:2], "big") >> 16 - _CHECK_BITS
    )


def _card_invalid() -> InvalidInput:
    return InvalidInput("card_invalid", "Ce numéro de carte n'est pas valable. Vérifiez-le.", field="card")
