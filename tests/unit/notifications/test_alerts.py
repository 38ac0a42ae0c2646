"""An emergency, or somebody asking to replace card and PIN, is told at once, at night too, in few words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.notifications.application.send_due_reminders import send_due_reminders
from services.notifications.domain.gsm import count
from services.notifications.domain.wording import _EMERGENCY, _RECOVERY, _TIME_ONLY, alert_text
from shared.contracts.shapes import Fact
from shared.contracts.vault_alerts import AlertAbout, alert_name, alerted
from shared.contracts.vault_appointments import Reach
from shared.contracts.vault_facts import EmergencyAccessOpened, VaultErased
from shared.contracts.vault_recovery_facts import RecoveryAsked
from tests.unit.notifications.rehearsal import VAULT, Rehearsal

ITEM = "0195f3a0-0000-7000-8000-0000000000a1"
NIGHT = "2026-11-21T02:00+00:00"
UNTIL = datetime(2026, 11, 22, tzinfo=UTC)
FACTS: dict[AlertAbout, Fact] = {
    "emergency": EmergencyAccessOpened(vault_id=VAULT, emergency_id=ITEM, organisation_id="o", until=UNTIL),
    "recovery": RecoveryAsked(vault_id=VAULT, recovery_id=ITEM, ready_at=UNTIL),
}


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Rehearsal]:
    made = Rehearsal(tmp_path)
    made.at(NIGHT)
    yield made
    made.close()


def tell(rehearsal: Rehearsal, about: AlertAbout, **changes: object) -> None:
    said = {"phone": "+33639980010", "language": "fr", "starts_at": UNTIL, **changes}
    rehearsal.vault.reach = Reach(about=about, **said)  # type: ignore[arg-type]
    rehearsal.hear(FACTS[about])


def states(rehearsal: Rehearsal, about: AlertAbout) -> list[tuple[str, str]]:
    found = rehearsal.wiring.view.find_of_appointments([alert_name(about, ITEM)])
    return [(r.state, r.reason) for r in found]


@pytest.mark.feature("V14")
@pytest.mark.parametrize("about", ["emergency", "recovery"])
def test_it_leaves_at_once_even_at_night_and_once_however_often_it_is_heard(
    rehearsal: Rehearsal, about: AlertAbout
) -> None:
    for _ in range(2):
        tell(rehearsal, about)
    assert send_due_reminders(rehearsal.wiring.uses) == 1
    rehearsal.show()
    assert send_due_reminders(rehearsal.wiring.uses) == 0
    (message,) = rehearsal.provider.messages
    assert message.text.startswith("Maillon : ")
    assert states(rehearsal, about) == [("sent", "")]


@pytest.mark.feature("V18")
def test_the_message_gives_the_page_that_says_no_where_the_installation_has_an_address(
    rehearsal: Rehearsal,
) -> None:
    uses = replace(rehearsal.wiring.uses, pages_url="https://maillon.example")
    tell(rehearsal, "recovery", refusal_path=f"/non/{'a' * 32}/abcdefgh23")
    send_due_reminders(uses)
    (message,) = rehearsal.provider.messages
    assert message.text.endswith(f" https://maillon.example/non/{'a' * 32}/abcdefgh23")


@pytest.mark.feature("V18")
@pytest.mark.parametrize("why", ["stopped", "no number", "a day late", "erased"])
def test_nothing_leaves_where_there_is_no_news_or_nobody_to_tell(rehearsal: Rehearsal, why: str) -> None:
    tell(rehearsal, "recovery")
    if why == "stopped":
        rehearsal.vault.reach = Reach(phone="", language="", live=False)
    elif why == "no number":
        rehearsal.vault.reach = Reach(phone="", language="fr", about="recovery")
    elif why == "erased":
        rehearsal.hear(VaultErased(vault_id=VAULT))
    else:
        rehearsal.clock.move(timedelta(hours=25))
    send_due_reminders(rehearsal.wiring.uses)
    rehearsal.show()
    assert rehearsal.provider.messages == []
    assert [state for state, _ in states(rehearsal, "recovery")] == ["dropped"]


def test_while_the_vault_does_not_answer_it_waits_and_leaves_then(rehearsal: Rehearsal) -> None:
    tell(rehearsal, "emergency")
    rehearsal.vault.down = True
    assert send_due_reminders(rehearsal.wiring.uses) == 0
    rehearsal.vault.down = False
    rehearsal.clock.move(timedelta(minutes=3))
    rehearsal.show()
    assert send_due_reminders(rehearsal.wiring.uses) == 1


def test_every_language_says_it_in_two_messages_at_most() -> None:
    address = f"https://maillon.example/non/{'a' * 32}/abcdefgh23"
    assert _EMERGENCY.keys() == _RECOVERY.keys() == _TIME_ONLY.keys()
    for language in _TIME_ONLY:
        assert count(alert_text(language, "emergency")).parts == 1, language
        assert count(alert_text(language, "recovery", address)).parts <= 3, language


def test_only_what_is_an_alert_is_called_one() -> None:
    assert alerted(alert_name("recovery", ITEM)) == ("recovery", ITEM)
    assert [alerted(name) for name in (ITEM, f"paper:{ITEM}", f"alert:other:{ITEM}", "alert:")] == [None] * 4
