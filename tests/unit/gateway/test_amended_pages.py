"""An appointment changed by the page: only what was changed is asked, and the log says what it was."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from shared.contracts.vault import AccessLog, LogChange, LogLine, ReadAccessLog
from shared.contracts.vault_appointments import AmendAppointment, Appointments, ListAppointments
from shared.problems import InvalidInput, Problem, Refused
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.walker import MEETING, Walker

PAGE = "/coffre/v1/rendez-vous/a1"
SHOWN = {"was_title": "Mairie", "was_place_name": "Mairie", "was_lead_hours": ["24"]}
SAME = {"title": "Mairie", "place_name": "Mairie", "lead_hours": ["24"]}


@pytest.fixture
def walker(house: House) -> Walker:
    walker = Walker(house)
    walker.enter_as_professional()
    house.caller.replies[AmendAppointment] = lambda *_: MEETING
    return walker


def asked(house: House) -> list[Any]:
    return [one.request for one in house.caller.all(AmendAppointment)]


@pytest.mark.feature("S1", "S2")
def test_only_what_was_changed_on_the_page_is_asked(house: House, walker: Walker) -> None:
    page = walker.get(PAGE)
    for words in (
        "Changer le sujet, le lieu ou les rappels",
        "Rappel par SMS : la veille.",
        'value="Mairie"',
    ):
        assert words in page
    changed = {"title": "Radio", "lead_hours": ["2", "24"]}
    assert "Ses rappels suivent." in walker.post(f"{PAGE}/changer", **SHOWN, **{**SAME, **changed})
    walker.post(f"{PAGE}/changer", **SHOWN, **{**SAME, "place_name": ""})
    about = {"vault_id": "v1", "appointment_id": "a1"}
    assert asked(house) == [
        AmendAppointment(**about, title="Radio", lead_hours=[24, 2]),
        AmendAppointment(**about, place_name=""),
    ]
    assert "Rien n'a changé." in walker.post(f"{PAGE}/changer", **SHOWN, **SAME)
    assert len(asked(house)) == 2


@pytest.mark.feature("S2")
@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"title": ""}, "title", "Cette case est vide"),
        ({"title": "x" * 121}, "title", ""),
        ({"place_name": "x" * 121}, "place_name", ""),
        ({"lead_hours": []}, "lead_hours", "Cochez au moins un rappel."),
        ({"lead_hours": ["999"]}, "lead_hours", ""),
    ],
)
def test_a_box_that_cannot_be_is_named_and_nothing_is_asked(
    house: House, walker: Walker, change: dict[str, Any], field: str, words: str
) -> None:
    page = walker.post(f"{PAGE}/changer", **SHOWN, **{**SAME, **change})
    assert walker.status == 422
    assert '<details class="card" open>' in page
    assert f'{field}-wrong"' in page
    assert words in page
    assert asked(house) == []


@pytest.mark.feature("S1")
@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (InvalidInput("reminder_past", "", field="lead_hours"), "Ce rappel serait déjà passé"),
        (Refused("appointment_begun", ""), "a déjà commencé"),
        (Refused("appointment_cancelled", ""), "Ce rendez-vous est annulé."),
    ],
)
def test_what_the_vault_refuses_is_told_on_the_page_with_what_was_typed(
    house: House, walker: Walker, problem: Problem, words: str
) -> None:
    def refuse(*_: Any) -> Any:
        raise problem

    house.caller.replies[AmendAppointment] = refuse
    page = walker.post(f"{PAGE}/changer", **SHOWN, **{**SAME, "title": "Radio « démo »"})
    assert walker.status == 422
    assert words in page
    assert 'value="Radio « démo »"' in page


def test_a_reminder_chosen_by_other_means_stays_to_be_ticked(house: House, walker: Walker) -> None:
    odd = msgspec.structs.replace(MEETING, lead_hours=[72, 24, 3])
    house.caller.replies[ListAppointments] = lambda *_: Appointments(appointments=[odd])
    page = walker.get(PAGE)
    assert "Rappel par SMS : 3 jours avant, la veille, 3 heures avant." in page
    assert 'name="lead_hours" value="72" checked' in page


@pytest.mark.feature("V11")
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "Sujet : « Radio ». Avant : « Mairie »."),
        ("fr", "Lieu : aucun. Avant : Ici."),
        ("fr", "Rappels : deux heures avant. Avant : deux jours avant, la veille."),
        ("en", "What for: “Radio”. Before: “Mairie”."),
        ("en", "Where: none. Before: Ici."),
        ("en", "Reminders: two hours before. Before: two days before, the day before."),
    ],
)
def test_the_person_reads_what_changed_in_plain_words(house: House, language: str, told: str) -> None:
    walker = Walker(house)
    walker.enter_as_holder()
    changes = [
        LogChange(what="title", before="Mairie", after="Radio"),
        LogChange(what="place_name", before="Ici", after=""),
        LogChange(what="lead_hours", before="48, 24", after="2"),
    ]
    line = LogLine(
        number=1, at=NOW, kind="appointment_amended", actor="Agnès", title="Radio", changes=changes
    )
    house.caller.replies[ReadAccessLog] = lambda *_: AccessLog(lines=[line], total=1)
    page = walker.get(f"/langue/{language}?vers=/journal")
    assert told in page
