"""Any mobile of the world is a number that reminders may go to; nothing else is."""

from __future__ import annotations

import pytest

from services.vault.domain.phone import mobile
from shared.problems import InvalidInput


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  ", ""),
        ("06 39 98 00 10", "+33639980010"),
        ("+33 6 39 98 00 10", "+33639980010"),
        ("0692 12 34 56", "+262692123456"),
        ("0690 12 34 56", "+590690123456"),
        ("+1 514 555 0123", "+15145550123"),
        ("+221 77 123 45 67", "+221771234567"),
    ],
)
def test_a_mobile_is_kept_as_e164(typed: str, kept: str) -> None:
    assert mobile(typed) == kept


@pytest.mark.parametrize("typed", ["01 42 34 56 78", "0899 12 34 56", "3114", "abc", "+33"])
def test_what_is_no_mobile_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        mobile(typed)
    assert (refusal.value.code, refusal.value.field) == ("phone_not_mobile", "phone")
    assert typed not in str(refusal.value) + refusal.value.detail
