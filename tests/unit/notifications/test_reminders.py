"""From the vault's facts to one message: planned, moved, cancelled, claimed, sent once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from services.notifications.adapters.tables import METADATA
from services.notifications.application.send_due_reminders import send_due_reminders
from services.notifications.domain.due import starts_at
from services.notifications.domain.reminder import AppointmentReminders
from shared.contracts.shapes import Done
from shared.contracts.vault_appointment_facts import AppointmentRemindersChosen
from shared.contracts.vault_facts import AppointmentCancelled, AppointmentMoved, VaultErased
from shared.eventstore.change import Change
from shared.eventstore.migrate import drift
from shared.eventstore.view_position import digest
from shared.rpc.call import Actor, Call
from tests.unit.notifications.rehearsal import APPOINTMENT, STARTS, VAULT, ZONE, Rehearsal, appointment

DUE = "2026-11-23T13:30+00:00"
LATER = "2026-11-26T08:00+00:00"


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Rehearsal]:
    made = Rehearsal(tmp_path)
    yield made
    made.close()


@pytest.mark.feature("S2")
def test_one_message_leaves_at_the_minute_and_only_one(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(24)
    assert rehearsal.at("2026-11-23T13:29+00:00") == 0
    assert rehearsal.at(DUE) == 1
    assert [rehearsal.at(DUE), rehearsal.at(LATER)] == [0, 0]
    assert [m.text for m in rehearsal.provider.messages] == [
        "Rappel : vous avez un rendez-vous le 24/11 à 14h30."
    ]
    assert rehearsal.states() == [(24, "sent", "")]


@pytest.mark.feature("S1")
def test_several_reminders_of_one_appointment_each_leave_once(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(48, 24, 3)
    for instant in ("2026-11-22T13:30+00:00", DUE, "2026-11-24T10:30+00:00", LATER):
        rehearsal.at(instant)
    assert len({m.message_id for m in rehearsal.provider.messages}) == 3
    assert [state for _, state, _ in rehearsal.states()] == ["sent", "sent", "sent"]


@pytest.mark.feature("S3")
def test_a_cancelled_appointment_takes_its_reminder_along(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(24)
    rehearsal.hear(AppointmentCancelled(vault_id=VAULT, appointment_id=APPOINTMENT))
    rehearsal.at(DUE)
    assert rehearsal.provider.messages == []
    assert rehearsal.states() == [(24, "dropped", "cancelled")]


@pytest.mark.feature("S3")
def test_a_cancellation_not_heard_yet_still_sends_nothing(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(24)
    rehearsal.vault.reach = msgspec.structs.replace(rehearsal.vault.reach, live=False)
    rehearsal.at(DUE)
    assert rehearsal.provider.messages == []
    assert rehearsal.states() == [(24, "dropped", "cancelled")]


@pytest.mark.feature("S3")
def test_a_moved_appointment_moves_its_reminder(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(24)
    rehearsal.hear(appointment([24], "2026-11-25T10:00", AppointmentMoved))
    rehearsal.vault.reach = msgspec.structs.replace(
        rehearsal.vault.reach, starts_at=starts_at("2026-11-25T10:00", ZONE)
    )
    assert rehearsal.at(DUE) == 0
    assert rehearsal.at("2026-11-24T09:00+00:00") == 1
    assert ["10h00" in m.text for m in rehearsal.provider.messages] == [True]


@pytest.mark.feature("S2", "S3")
def test_chosen_anew_reminders_leave_at_the_new_hours_and_what_left_never_leaves_again(
    rehearsal: Rehearsal,
) -> None:
    def choose(*leads: int) -> None:
        rehearsal.hear(appointment(list(leads), kind=AppointmentRemindersChosen))

    rehearsal.schedule(48, 3)
    rehearsal.at("2026-11-22T13:30+00:00")
    choose(24)
    assert rehearsal.states() == [(48, "sent", ""), (24, "planned", ""), (3, "dropped", "not_wanted")]
    choose(48, 3)
    assert rehearsal.states() == [(48, "sent", ""), (24, "dropped", "not_wanted"), (3, "planned", "")]
    choose(48, 24, 3)
    for instant in (DUE, "2026-11-24T10:30+00:00", LATER):
        rehearsal.at(instant)
    assert [state for _, state, _ in rehearsal.states()] == ["sent"] * 3
    assert len(rehearsal.provider.messages) == 3
    choose(48, 24, 2)
    rehearsal.at(LATER)
    assert len(rehearsal.provider.messages) == 3


@pytest.mark.feature("S3")
def test_chosen_then_moved_or_cancelled_the_last_word_stands(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(24)
    rehearsal.hear(appointment([2], kind=AppointmentRemindersChosen))
    rehearsal.hear(appointment([2], "2026-11-25T10:30", AppointmentMoved))
    assert rehearsal.states() == [(24, "dropped", "not_wanted"), (2, "planned", "")]
    rehearsal.hear(AppointmentCancelled(vault_id=VAULT, appointment_id=APPOINTMENT))
    rehearsal.vault.reach = msgspec.structs.replace(rehearsal.vault.reach, live=False)
    rehearsal.hear(appointment([24, 2], "2026-11-25T10:30", AppointmentRemindersChosen))
    for instant in ("2026-11-24T09:30+00:00", "2026-11-25T07:30+00:00"):
        rehearsal.at(instant)
    assert rehearsal.provider.messages == [], "said late, of what is cancelled: the vault is asked"


@pytest.mark.feature("S2")
def test_a_choice_heard_twice_or_with_the_same_hours_plans_nothing_more(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(24)
    fact = rehearsal.hear(appointment([3], kind=AppointmentRemindersChosen))
    events = rehearsal.wiring.log.position()
    rehearsal.wiring.consumer._before([fact])  # type: ignore[misc]  # as after a crash before the position moved
    rehearsal.hear(appointment([3], kind=AppointmentRemindersChosen))
    assert rehearsal.wiring.log.position() == events


def test_moved_after_it_was_sent_reminds_again_of_the_new_time(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(24)
    rehearsal.at(DUE)
    rehearsal.hear(appointment([24], "2026-11-26T10:00", AppointmentMoved))
    rehearsal.vault.reach = msgspec.structs.replace(
        rehearsal.vault.reach, starts_at=starts_at("2026-11-26T10:00", ZONE)
    )
    rehearsal.at("2026-11-25T09:00+00:00")
    assert len(rehearsal.provider.messages) == 2


@pytest.mark.feature("S3")
def test_nothing_leaves_after_the_appointment(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(24)
    rehearsal.at("2026-11-24T13:30+00:00")
    assert rehearsal.provider.messages == []
    assert rehearsal.states() == [(24, "dropped", "too_late")]


def test_an_appointment_made_inside_its_lead_plans_nothing_for_it(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(168, 24)
    assert rehearsal.states() == [(168, "dropped", "too_late"), (24, "planned", "")]


def test_late_in_the_evening_a_delayed_reminder_waits_for_morning(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(24)
    assert rehearsal.at("2026-11-23T22:00+00:00") == 0
    assert rehearsal.at("2026-11-24T07:05+00:00") == 1


@pytest.mark.feature("S4")
@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("America/Martinique", "2026-11-23T18:30+00:00"),
        ("Indian/Reunion", "2026-11-23T10:30+00:00"),
        ("Pacific/Noumea", "2026-11-23T03:30+00:00"),
        ("America/Miquelon", "2026-11-23T17:30+00:00"),
    ],
)
def test_a_reminder_overseas_leaves_at_the_local_minute(rehearsal: Rehearsal, zone: str, due: str) -> None:
    rehearsal.vault.reach = msgspec.structs.replace(rehearsal.vault.reach, starts_at=starts_at(STARTS, zone))
    rehearsal.hear(appointment([24], zone=zone))
    minute_before = datetime.fromisoformat(due) - timedelta(minutes=1)
    assert [rehearsal.at(minute_before.isoformat()), rehearsal.at(due)] == [0, 1]
    assert "14h30" in rehearsal.provider.messages[0].text


@pytest.mark.feature("S8")
@pytest.mark.parametrize("approved", ["", "Mairie (demo)"])
def test_a_place_name_is_told_only_when_the_person_approved_it(rehearsal: Rehearsal, approved: str) -> None:
    rehearsal.schedule(24)
    rehearsal.vault.reach = msgspec.structs.replace(rehearsal.vault.reach, place_name=approved)
    rehearsal.at(DUE)
    text = rehearsal.provider.messages[0].text
    assert text.removeprefix("Rappel : vous avez un rendez-vous le 24/11 à 14h30.").strip() == approved


@pytest.mark.feature("S9")
@pytest.mark.parametrize(("language", "word"), [("en", "Reminder"), ("ar", "موعد"), ("uk", "Нагадування")])
def test_a_reminder_speaks_the_persons_language(rehearsal: Rehearsal, language: str, word: str) -> None:
    rehearsal.schedule(24)
    rehearsal.vault.reach = msgspec.structs.replace(rehearsal.vault.reach, language=language)
    rehearsal.at(DUE)
    assert word in rehearsal.provider.messages[0].text
    assert rehearsal.provider.messages[0].parts == 1


@pytest.mark.feature("S10")
def test_nobody_to_reach_drops_the_reminder_and_says_why(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(24)
    rehearsal.vault.reach = msgspec.structs.replace(rehearsal.vault.reach, phone="")
    rehearsal.at(DUE)
    assert rehearsal.states() == [(24, "dropped", "unreachable")]


def test_a_fact_heard_twice_plans_once(rehearsal: Rehearsal) -> None:
    fact = rehearsal.hear(appointment([24]))
    events = rehearsal.wiring.log.position()
    rehearsal.wiring.consumer.apply_batch("epoch", [fact])
    rehearsal.wiring.consumer._before([fact])  # type: ignore[misc]  # as after a crash before the position moved
    assert rehearsal.wiring.log.position() == events


def test_a_vault_that_does_not_answer_delays_and_loses_nothing(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(24)
    rehearsal.vault.down = True
    assert rehearsal.at(DUE) == 0
    rehearsal.vault.down = False
    assert rehearsal.at("2026-11-23T13:31+00:00") == 0, "the claim still holds"
    assert rehearsal.at("2026-11-23T13:33+00:00") == 1
    assert len(rehearsal.provider.messages) == 1


def test_a_worker_that_died_after_sending_does_not_make_the_message_leave_twice(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(24)
    rehearsal.at(DUE)
    sent = rehearsal.provider.messages[0]

    def forget_it_was_sent() -> Change:
        reminders = rehearsal.wiring.log.load(
            AppointmentReminders, AppointmentReminders.create_id(APPOINTMENT)
        )
        reminders._planned(
            APPOINTMENT, 24, reminders.reminders[24].due_at, reminders.reminders[24].starts_at, ZONE
        )
        return Change(Done(), (reminders,))

    rehearsal.wiring.log.command(Call(actor=Actor(id="test", kind="service")), Done, forget_it_was_sent)
    rehearsal.show()
    rehearsal.at("2026-11-23T13:34+00:00")
    assert rehearsal.provider.messages == [sent]


@pytest.mark.feature("S6")
def test_a_provider_that_is_down_is_tried_again_and_one_that_refuses_is_not(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(24)
    rehearsal.provider.down = True
    assert rehearsal.at(DUE) == 0
    rehearsal.provider.down = False
    rehearsal.provider.refuses = frozenset({"+33639980010"})
    assert rehearsal.at("2026-11-23T13:33+00:00") == 1
    assert rehearsal.states() == [(24, "failed", "bad_number")]


def test_an_erased_vault_drops_every_reminder(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(48, 24)
    rehearsal.hear(VaultErased(vault_id=VAULT))
    assert rehearsal.states() == [(48, "dropped", "erased"), (24, "dropped", "erased")]
    assert send_due_reminders(rehearsal.wiring.uses) == 0


def test_the_view_rebuilt_is_the_view(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(48, 24)
    rehearsal.at(DUE)
    before = digest(rehearsal.database.views, rehearsal.wiring.view.tables)
    rehearsal.wiring.views.rebuild(rehearsal.wiring.view)
    assert digest(rehearsal.database.views, rehearsal.wiring.view.tables) == before


def test_the_migrations_and_the_tables_agree(rehearsal: Rehearsal) -> None:
    assert drift(rehearsal.database, METADATA) == []


def test_no_fact_names_a_number_or_a_text(rehearsal: Rehearsal) -> None:
    rehearsal.schedule(24)
    rehearsal.at(DUE)
    said = b"".join(f.data for f in rehearsal.wiring.log.read_facts(0, 100).facts)
    assert b"639980010" not in said
    assert b"Rappel" not in said
