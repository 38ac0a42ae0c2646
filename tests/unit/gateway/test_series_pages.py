"""What comes again, by the pages: told in words, dates shown before, each act undone from the next page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from services.gateway.pages.series_words import told
from services.gateway.pages.words import load_words
from shared.contracts.vault_appointments import Appointment, Appointments, ListAppointments
from shared.contracts.vault_series import (
    CancelSeries,
    GetSeries,
    MoveSeries,
    Occurrence,
    PlannedDate,
    PreviewSeries,
    PutBackOccurrences,
    Rhythm,
    ScheduleSeries,
    Series,
    SeriesDates,
)
from shared.problems import Refused
from tests.unit.gateway.house import House
from tests.unit.gateway.walker import Walker

SERIES = "01900000-0000-7000-8000-0000000000aa"
FORM = {"title": "Atelier", "starts_local": "2026-03-10T10:00", "every": "week", "until": "2026-03-31"}


def one(number: int, day: int, state: str = "scheduled") -> Appointment:
    return Appointment(
        id=f"01900000-0000-7000-8000-00000000000{number}",
        title="Atelier",
        place_name="Centre (démo)",
        starts_local=f"2026-03-{day}T10:00",
        zone="Europe/Paris",
        starts_at=datetime(2026, 3, day, 9, tzinfo=UTC),
        lead_hours=[24],
        state=state,  # type: ignore[arg-type]
        series_id=SERIES,
    )


A_SERIES = Series(
    id=SERIES,
    title="Atelier",
    place_name="Centre (démo)",
    zone="Europe/Paris",
    rhythm=Rhythm(weekdays=["tu"], until="2026-03-31"),
    usual_local="2026-03-10T10:00",
    last_day="2026-03-31",
    left=2,
    occurrences=[
        Occurrence(appointment=one(1, 10), planned_local="2026-03-10T10:00"),
        Occurrence(appointment=one(2, 17, "cancelled"), planned_local="2026-03-17T10:00", coming=False),
        Occurrence(appointment=one(3, 25), planned_local="2026-03-24T10:00", apart=True),
    ],
)


@pytest.fixture
def walker(house: House) -> Walker:
    walker = Walker(house)
    walker.enter_as_professional()
    dates = [
        PlannedDate(starts_local=f"2026-03-{day}T10:00", starts_at=datetime(2026, 3, day, 9, tzinfo=UTC))
        for day in (10, 17, 24, 31)
    ]
    house.caller.replies[PreviewSeries] = lambda *_: SeriesDates(dates=dates)
    for kind in (ScheduleSeries, GetSeries, MoveSeries, CancelSeries, PutBackOccurrences):
        house.caller.replies[kind] = lambda *_: A_SERIES
    listed = Appointments(appointments=[one(1, 10), one(3, 25)])
    house.caller.replies[ListAppointments] = lambda *_: listed
    return walker


@pytest.mark.feature("S1")
def test_the_dates_are_shown_before_anything_is_kept_then_confirmed_without_the_days_ticked(
    house: House, walker: Walker
) -> None:
    assert "Un rendez-vous qui revient" in walker.get("/coffre/v1/series")
    page = walker.post("/coffre/v1/series/dates", **FORM)
    assert "Tous les mardis à 10h00" in page
    assert "4 rendez-vous. Rien n'est encore noté." in page
    assert house.caller.all(ScheduleSeries) == []
    page = walker.post("/coffre/v1/series", **FORM, skipped="2026-03-17", key=walker.key())
    assert "Un rappel sera envoyé avant chacun." in page
    command: Any = house.caller.all(ScheduleSeries)[0].request
    assert (command.skipped, command.rhythm) == (["2026-03-17"], Rhythm(until="2026-03-31"))
    assert (command.title, command.zone, command.lead_hours) == ("Atelier", "Europe/Paris", [24])


@pytest.mark.feature("S1")
def test_a_form_that_says_too_little_comes_back_with_the_box_at_fault(house: House, walker: Walker) -> None:
    for change, box in (
        ({"until": ""}, "until"),
        ({"starts_local": "mardi"}, "starts_local"),
        ({"title": " "}, "title"),
        ({"interval": "treize"}, "interval"),
    ):
        walker.post("/coffre/v1/series/dates", **{**FORM, **change})
        assert walker.status == 422
        assert f'id="{box}-wrong"' in walker.page
    assert house.caller.all(PreviewSeries) == []


def test_a_series_is_told_in_words_with_what_is_left_and_what_was_changed_alone(walker: Walker) -> None:
    page = walker.get(f"/coffre/v1/series/{SERIES}")
    assert "Tous les mardis à 10h00, jusqu'au 31 mars 2026" in page
    for told_of_it in (
        "Encore 2 fois.",
        "Déplacé seul. D'habitude : mardi 24 mars",
        "1 date à venir est annulée",
    ):
        assert told_of_it in page
    listed = walker.get("/coffre/v1")
    assert listed.count("Encore 2 fois") == 1, "a list shows the next date only"
    assert "mercredi 25 mars" not in listed


def test_moving_the_rest_offers_the_way_back_and_cancelling_to_put_back(house: House, walker: Walker) -> None:
    first = one(1, 10).id
    page = walker.get(f"/coffre/v1/rendez-vous/{first}")
    assert "Celui-ci et tous les suivants" in page
    moved = {"appointment_id": first, "starts_local": "2026-03-11T11:00", "before": "2026-03-10T10:00"}
    page = walker.post(f"/coffre/v1/series/{SERIES}/deplacer", **moved)
    assert "Défaire ce déplacement" in page
    walker.post(f"/coffre/v1/series/{SERIES}/deplacer", appointment_id=first, starts_local="2026-03-10T10:00")
    asked: list[Any] = [asked.request for asked in house.caller.all(MoveSeries)]
    assert [request.starts_local for request in asked] == ["2026-03-11T11:00", "2026-03-10T10:00"]
    page = walker.post(f"/coffre/v1/series/{SERIES}/annuler", appointment_id=first)
    assert "Tout remettre" in page
    page = walker.post(f"/coffre/v1/series/{SERIES}/remettre", appointment_ids=one(2, 17).id)
    assert "C'est remis" in page


def test_what_a_series_refuses_is_told_on_its_page(house: House, walker: Walker) -> None:
    def refuse(*_: Any) -> Any:
        raise Refused("nothing_to_cancel", "Il n'y a plus de rendez-vous à annuler.")

    house.caller.replies |= {CancelSeries: refuse, PutBackOccurrences: refuse, MoveSeries: refuse}
    for act in ("annuler", "remettre", "deplacer"):
        walker.post(f"/coffre/v1/series/{SERIES}/{act}", appointment_ids="x", starts_local="2026-03-10T10:00")
        assert walker.status == 422
        assert "Il n'y a plus de rendez-vous à annuler." in walker.page


TUESDAY = "2026-03-10T10:00"
LAST_TUESDAY = "2026-03-31T10:00"
SENTENCES: list[tuple[Rhythm, str, str, str]] = [
    (
        Rhythm(weekdays=["th", "tu"]),
        TUESDAY,
        "Tous les mardis et jeudis à 10h00",
        "Every Tuesday and Thursday at 10:00",
    ),
    (
        Rhythm(interval=2),
        "2026-03-10T09:05",
        "Toutes les 2 semaines, le mardi à 09h05",
        "Every 2 weeks, on Tuesday at 09:05",
    ),
    (Rhythm(every="month"), TUESDAY, "Tous les mois, le 10 à 10h00", "Every month, on day 10 at 10:00"),
    (
        Rhythm(every="month"),
        LAST_TUESDAY,
        "Tous les mois, le 31 (ou le dernier jour du mois) à 10h00",
        "Every month, on day 31 (or the month's last) at 10:00",
    ),
    (
        Rhythm(every="month", interval=3, by="weekday"),
        TUESDAY,
        "Tous les 3 mois, le deuxième mardi à 10h00",
        "Every 3 months, on the second Tuesday at 10:00",
    ),
    (
        Rhythm(every="month", by="weekday"),
        LAST_TUESDAY,
        "Tous les mois, le dernier mardi à 10h00",
        "Every month, on the last Tuesday at 10:00",
    ),
]


@pytest.mark.parametrize(("rhythm", "usual", "french", "english"), SENTENCES)
def test_every_rhythm_is_a_sentence(rhythm: Rhythm, usual: str, french: str, english: str) -> None:
    words = load_words()
    assert (told(words["fr"], rhythm, usual), told(words["en"], rhythm, usual)) == (french, english)
