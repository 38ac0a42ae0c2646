"""Telephone numbers, written one way (E.164): reminders go to a mobile, a contact may have any. Never an
identity.

National forms are read as French, overseas ranges included (0692… in La Réunion is +262 692…). Premium-rate
and landline numbers are refused by libphonenumber's metadata. The numbers that ARCEP reserves for fiction (06
39 98 00 00 to 06 39 98 99 99, decision 2018-0881) reach nobody and are accepted, for training and
demonstrations.
"""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from shared.problems import InvalidInput

REGIONS = ("FR", "RE", "YT", "GP", "MQ", "GF", "PM", "BL", "MF", "NC", "PF", "WF")
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_FICTION = re.compile(r"\+3363998\d{4}")
_FICTIONAL_LANDLINE = re.compile(r"\+33(19900|26191|35301|46571|53649)\d{4}")


def mobile(text: str, field: str = "phone") -> str:
    """The E.164 form of a mobile number, empty when `text` is. Raises `invalid_input:phone_not_mobile`."""
    if not text.strip():
        return ""
    for region in REGIONS:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        written = str(phonenumbers.format_number(number, PhoneNumberFormat.E164))
        valid = phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in _MOBILE
        if valid or _FICTION.fullmatch(written):
            return written
    raise InvalidInput(
        "phone_not_mobile", "Ce n'est pas un numéro de téléphone mobile : vérifiez-le.", field=field
    )


def telephone(text: str, field: str = "phones") -> str:
    """The E.164 form of any telephone of the world. Raises `invalid_input:phone_malformed`."""
    for region in REGIONS:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        written = str(phonenumbers.format_number(number, PhoneNumberFormat.E164))
        if (
            phonenumbers.is_valid_number(number)
            or _FICTION.fullmatch(written)
            or _FICTIONAL_LANDLINE.fullmatch(written)
        ):
            return written
    raise InvalidInput("phone_malformed", "Ce numéro n'existe pas : vérifiez-le.", field=field)
