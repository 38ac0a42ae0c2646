"""One example file per fact that notifications say: what they say today is what consumers are tested with."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from services.notifications.domain.reminder import AppointmentReminders
from services.notifications.facts import translate
from shared.contracts import notifications
from shared.contracts.catalogue import contract_name, fact_kinds
from shared.contracts.shapes import Fact

EXAMPLES = Path(__file__).parents[2] / "contracts" / "examples"
NOW = datetime(2030, 5, 1, 9, 0, tzinfo=UTC)
APPOINTMENT, VAULT = "019e1f00-0000-7000-8000-0000000000f2", "019e1f00-0000-7000-8000-0000000000f1"
KINDS = [kind for name, kind in fact_kinds().items() if name.startswith("notifications.")]


def reminders() -> AppointmentReminders:
    """Planned for 24 and 3 hours before ten in Réunion."""
    planned = AppointmentReminders(appointment_id=APPOINTMENT, vault_id=VAULT)
    planned.plan("2030-07-15T10:00", "Indian/Reunion", [24, 3], NOW)
    return planned


def said() -> dict[type[Fact], Fact]:
    """The last fact of each kind, of two appointments of the same id: one sends, the other is dropped."""
    sends, dropped = reminders(), reminders()
    for lead in (24, 3):
        assert sends.claim(lead, NOW)
    sends.failed(3, "provider_refused")
    sends.sent(24, "file", 1)
    dropped.drop("cancelled", 3)
    happened = [event for planned in (sends, dropped) for event in planned.collect_events()]
    facts = [fact for event in happened for fact in translate(event)]
    first_planned = next(
        f for f in facts if isinstance(f, notifications.ReminderPlanned) and f.lead_hours == 24
    )
    return {**{type(fact): fact for fact in facts}, notifications.ReminderPlanned: first_planned}


@pytest.mark.parametrize("kind", KINDS, ids=contract_name)
def test_each_fact_is_said_as_its_example_shows(kind: type[Fact]) -> None:
    text = (EXAMPLES / f"{contract_name(kind)}.json").read_bytes()
    assert msgspec.to_builtins(said()[kind]) == msgspec.json.decode(text)
    assert msgspec.json.decode(text, type=kind) == said()[kind]


def test_a_claim_and_what_was_heard_of_the_vault_are_nobody_else_s_affair() -> None:
    claimed = reminders()
    claimed.claim(24, NOW)
    events = claimed.collect_events()
    silent = [type(event).__name__ for event in events if not translate(event)]
    assert silent == ["AppointmentFollowed", "SendingClaimed"]
