"""Telephone numbers of places, to E.164: read in the numbering plan of their département, overseas
included."""

from __future__ import annotations

import phonenumbers

_REGIONS = {
    "971": "GP", "972": "MQ", "973": "GF", "974": "RE", "975": "PM", "976": "YT",
    "977": "BL", "978": "MF", "986": "WF", "987": "PF", "988": "NC",
}  # fmt: skip
_FRANCE = "FR"
PHONE_TEXT_MAX = 30


def read_phone(text: str, departement: str) -> tuple[str, str]:
    """(E.164 or empty, remark code). Accepts spaces and a leading zero lost to a spreadsheet."""
    compact = "".join(c for c in text if c not in " .-/()\N{NO-BREAK SPACE}")
    if not compact:
        return "", ""
    if len(compact) <= PHONE_TEXT_MAX:
        for region in (_REGIONS.get(departement, _FRANCE), _FRANCE):
            number = _valid(compact, region)
            if number:
                return number, ""
    return "", "phone_invalid"


def _valid(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
