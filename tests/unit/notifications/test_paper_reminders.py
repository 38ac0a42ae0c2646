"""A paper that will soon end: reminded at a decent hour, days before, in words that never say which."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.notifications.domain.due import starts_at
from services.notifications.domain.gsm import count
from services.notifications.domain.wording import _PAPER, _TIME_ONLY, paper_text
from shared.contracts.vault_appointments import Reach
from shared.contracts.vault_expiry import paper_reminder
from shared.contracts.vault_facts import PaperExpiryForgotten, PaperExpiryNoted, VaultErased
from tests.unit.notifications.rehearsal import VAULT, Rehearsal

DOCUMENT = "0195f3a0-0000-7000-8000-000000000003"
LAST_DAY = "2027-02-20"
A_MONTH_BEFORE = "2027-01-21T09:00+00:00"


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Rehearsal]:
    made = Rehearsal(tmp_path)
    yield made
    made.close()


def noted(rehearsal: Rehearsal, day: str = LAST_DAY, title: str = "") -> None:
    rehearsal.hear(
        PaperExpiryNoted(
            vault_id=VAULT, document_id=DOCUMENT, expires_on=day, zone="Europe/Paris", lead_days=[90, 30]
        )
    )
    starts = starts_at(f"{day}T10:00", "Europe/Paris")
    reach = Reach(phone="+33639980010", language="fr", place_name=title, starts_at=starts, about="paper")
    rehearsal.vault.reach = reach


def states(rehearsal: Rehearsal) -> list[tuple[int, str]]:
    found = rehearsal.wiring.view.find_of_appointments([paper_reminder(DOCUMENT)])
    return [(r.lead_hours, r.state) for r in found]


@pytest.mark.feature("V16")
def test_an_sms_leaves_a_month_before_and_says_a_paper_never_which(rehearsal: Rehearsal) -> None:
    noted(rehearsal)
    assert rehearsal.at("2027-01-21T08:59+00:00") == 1, (
        "the one of three months before, late, is still useful"
    )
    rehearsal.at(A_MONTH_BEFORE)
    texts = [message.text for message in rehearsal.provider.messages]
    assert texts[-1] == "Rappel : un de vos papiers va bientot finir. Regardez dans Maillon."
    assert states(rehearsal) == [(90 * 24, "sent"), (30 * 24, "sent")]


def test_the_title_is_told_where_the_person_lets_it(rehearsal: Rehearsal) -> None:
    noted(rehearsal, title="Carte")
    rehearsal.at(A_MONTH_BEFORE)
    assert rehearsal.provider.messages[0].text.endswith("(Carte)")


@pytest.mark.feature("V16")
@pytest.mark.parametrize("end", ["forgotten", "erased", "over"])
def test_nothing_leaves_once_the_date_is_forgotten_the_vault_erased_or_the_day_over(
    rehearsal: Rehearsal, end: str
) -> None:
    noted(rehearsal)
    if end == "forgotten":
        rehearsal.hear(PaperExpiryForgotten(vault_id=VAULT, document_id=DOCUMENT))
    elif end == "erased":
        rehearsal.hear(VaultErased(vault_id=VAULT))
    rehearsal.at("2027-02-20T09:00+00:00" if end == "over" else A_MONTH_BEFORE)
    assert rehearsal.provider.messages == []
    assert {state for _, state in states(rehearsal)} == {"dropped"}


def test_another_day_moves_the_reminders(rehearsal: Rehearsal) -> None:
    noted(rehearsal)
    noted(rehearsal, "2027-06-20")
    rehearsal.at(A_MONTH_BEFORE)
    assert rehearsal.provider.messages == []


def test_every_language_says_it_in_one_message_or_two() -> None:
    assert _PAPER.keys() == _TIME_ONLY.keys()
    assert [lang for lang in _PAPER if count(paper_text(lang)).parts > 1] == []
