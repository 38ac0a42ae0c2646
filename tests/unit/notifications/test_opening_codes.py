"""The code of a vault prepared from afar, by message: at once, once, in the person's language, never kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.notifications.application.send_due_reminders import send_due_reminders
from services.notifications.application.send_opening_code import send_opening_code
from services.notifications.domain.gsm import count
from services.notifications.domain.reminder import CLAIM_LASTS
from services.notifications.domain.wording import _OPENING, _TIME_ONLY, opening_text
from shared.contracts.notifications import SendOpeningCode
from shared.contracts.shapes import Done
from shared.contracts.vault_alerts import alert_name
from shared.contracts.vault_appointments import Reach
from shared.problems import NotAllowed, NotFound, Problem, Refused, Unavailable
from shared.rpc.call import Actor, Call
from tests.unit.notifications.rehearsal import VAULT, Rehearsal

CODE, CODE_ID = "1234 5678 9012", "0195f3a0-0000-7000-8000-0000000000c1"
AGNES = Actor(id="pro-agnes", kind="professional", display="Agnès Fictive", verified=True)
NIGHT = "2026-11-21T02:00+00:00"


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[Rehearsal]:
    made = Rehearsal(tmp_path)
    made.at(NIGHT)
    made.vault.reach = Reach(phone="+33639980010", language="fr", about="opening")
    yield made
    made.close()


def send(
    rehearsal: Rehearsal, actor: Actor = AGNES, lives: timedelta = timedelta(minutes=28), **said: Any
) -> Done:
    ends_at = rehearsal.clock.now() + lives
    asked = {"vault_id": VAULT, "code_id": CODE_ID, "code": CODE, "ends_at": ends_at, **said}
    uses = replace(rehearsal.wiring.uses, pages_url="https://exemple.invalid")
    try:
        return send_opening_code(uses, SendOpeningCode(**asked), Call(actor=actor))
    finally:
        rehearsal.show()


def states(rehearsal: Rehearsal) -> list[tuple[str, str]]:
    found = rehearsal.wiring.view.find_of_appointments([alert_name("opening", CODE_ID)])
    return [(one.state, one.reason) for one in found]


@pytest.mark.feature("S9")
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_code_leaves_at_once_at_night_too_in_the_persons_language_and_once(
    rehearsal: Rehearsal, language: str
) -> None:
    rehearsal.vault.reach = Reach(phone="+33639980010", language=language, about="opening")
    assert send(rehearsal) == send(rehearsal)
    (message,) = rehearsal.provider.messages
    said = opening_text(language, CODE, 28, "https://exemple.invalid/ouvrir")
    assert (message.text, message.parts) == (count(said).text, count(said).parts)
    assert all(word in message.text for word in (CODE, "28", "https://exemple.invalid/ouvrir"))
    assert states(rehearsal) == [("sent", "")]
    assert send_due_reminders(rehearsal.wiring.uses) == 0


@pytest.mark.feature("S10")
def test_without_a_mobile_the_professional_is_told_and_nothing_leaves(rehearsal: Rehearsal) -> None:
    rehearsal.vault.reach = Reach(phone="", language="fr", about="opening")
    with pytest.raises(Refused) as refusal:
        send(rehearsal)
    assert (refusal.value.code, rehearsal.provider.messages, states(rehearsal)) == ("no_mobile", [], [])


@pytest.mark.feature("S8")
def test_neither_the_code_nor_the_number_is_kept_and_no_name_is_said(rehearsal: Rehearsal) -> None:
    send(rehearsal)
    kept = b"".join(path.read_bytes() for path in rehearsal.folder.rglob("*") if path.is_file())
    digits = CODE.replace(" ", "")
    assert CODE_ID.encode() in kept, "the search does not even find the code's id"
    assert [one for one in (CODE, digits, "+33639980010") if one.encode() in kept] == []
    assert "Agnès" not in rehearsal.provider.messages[0].text


def test_a_code_that_is_over_of_somebody_else_or_asked_by_another_kind_is_refused(
    rehearsal: Rehearsal,
) -> None:
    refused: list[tuple[type[Problem], dict[str, Any]]] = [
        (Refused, {"lives": timedelta(seconds=59)}),
        (NotAllowed, {"actor": Actor(id=VAULT, kind="holder")}),
        (NotAllowed, {"actor": msgspec.structs.replace(AGNES, verified=False)}),
    ]
    for kind, changes in refused:
        with pytest.raises(kind):
            send(rehearsal, **changes)
    rehearsal.vault.reach = Reach(phone="", language="", live=False)
    with pytest.raises(NotFound):
        send(rehearsal)
    rehearsal.vault.down = True
    with pytest.raises(Unavailable):
        send(rehearsal)
    assert (rehearsal.provider.messages, states(rehearsal)) == ([], [])


@pytest.mark.parametrize(("down", "reason"), [(True, "provider_down"), (False, "bad_number")])
def test_a_message_that_does_not_leave_is_told_and_not_tried_again(
    rehearsal: Rehearsal, down: bool, reason: str
) -> None:
    rehearsal.provider.down, rehearsal.provider.refuses = down, frozenset({"+33639980010"})
    for _ in range(2):
        with pytest.raises(Refused) as refusal:
            send(rehearsal)
        assert refusal.value.code == "message_not_sent"
    rehearsal.provider.down, rehearsal.provider.refuses = False, frozenset()
    assert send_due_reminders(rehearsal.wiring.uses) == 0
    assert (rehearsal.provider.messages, states(rehearsal)) == ([], [("failed", reason)])


def test_whoever_dies_while_sending_leaves_a_message_said_to_be_interrupted(rehearsal: Rehearsal) -> None:
    class Killed(BaseException):
        pass

    def die(*_: Any) -> None:
        raise Killed

    rehearsal.provider.send = die  # type: ignore[method-assign, assignment]  # a worker that dies
    with pytest.raises(Killed):
        send(rehearsal)
    assert send_due_reminders(rehearsal.wiring.uses) == 0
    rehearsal.clock.move(CLAIM_LASTS)
    assert send_due_reminders(rehearsal.wiring.uses) == 1
    rehearsal.show()
    assert states(rehearsal) == [("dropped", "interrupted")]


def test_every_language_has_its_sentence_with_the_code_and_the_minutes() -> None:
    assert _OPENING.keys() == _TIME_ONLY.keys()
    for language in _OPENING:
        assert all(word in opening_text(language, CODE, 7) for word in (CODE, "7"))
    assert count(opening_text("fr", CODE, 30, "https://maillon.exemple.invalid/ouvrir")).parts == 1
