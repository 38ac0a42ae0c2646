"""E-mail addresses and phone numbers as professionals type them, checked and put in one form."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

from shared.problems import InvalidInput

REGIONS = ("FR", "RE", "YT", "GP", "MQ", "GF", "PM", "BL", "MF", "NC", "PF", "WF")
_FICTION = re.compile(r"\+3363998\d{4}")  # reserved by ARCEP (decision 2018-0881) for training and fiction
# RFC 5321 lengths; a plain address with a dotted domain, as every provider gives
_EMAIL = re.compile(r"[^\s@<>\"',;:\\()\[\]]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}")
EMAIL_MAX_CHARS = 254


def normal_email(text: str) -> str:
    """The address, its domain in small letters. Raises `invalid_input` naming `email`."""
    email = unicodedata.normalize("NFC", text.strip())
    if len(email) > EMAIL_MAX_CHARS or not _EMAIL.fullmatch(email):
        raise InvalidInput("email", "Cette adresse e-mail n'est pas complète.", field="email")
    name, _, domain = email.rpartition("@")
    return f"{name}@{domain.lower()}"


def normal_phone(text: str) -> str:
    """The number in E.164, or empty when none is given. Raises `invalid_input` naming `phone`.

    National forms are read as French, overseas ranges included (0692… is La Réunion's +262 692…).
    """
    if not text.strip():
        return ""
    for region in REGIONS:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        written = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
        if phonenumbers.is_valid_number(number) or _FICTION.fullmatch(written):
            return written
    raise InvalidInput("phone", "Ce numéro de téléphone n'existe pas.", field="phone")
