"""What a reminder says and how many SMS parts it takes."""

from __future__ import annotations

from datetime import datetime

import pytest

from services.notifications.domain.gsm import count
from services.notifications.domain.wording import reminder_text

AT = datetime(2026, 11, 24, 14, 30)


def test_a_reminder_says_the_time_only_by_default() -> None:
    assert reminder_text("fr", AT) == "Rappel : vous avez un rendez-vous le 24/11 à 14h30."


def test_an_approved_place_name_is_told() -> None:
    assert reminder_text("fr", AT, "Mairie").endswith("14h30. Mairie")


@pytest.mark.parametrize(
    ("language", "encoding"), [("fr", "gsm7"), ("en", "gsm7"), ("ar", "ucs2"), ("uk", "ucs2")]
)
def test_each_language_fits_one_part_in_its_own_script(language: str, encoding: str) -> None:
    counted = count(reminder_text(language, AT))
    assert (counted.encoding, counted.parts) == (encoding, 1)


def test_accents_outside_gsm_are_written_without_them() -> None:
    assert count("hôpital Cœur ça").text == "hopital Coeur ca"


def test_a_long_message_is_counted_in_parts() -> None:
    assert count("a" * 160).parts == 1
    assert count("a" * 161).parts == 2
    assert count("€" * 81).parts == 2
    assert count("я" * 71).parts == 2
