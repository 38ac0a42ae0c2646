"""A professional gives a group that comes again from the pages: its dates, who joins, who leaves, the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from shared.contracts.vault_groups import GetGroup, Groups, GroupSummary, ListGroups, NotPlaced, ScheduleGroup
from shared.contracts.vault_recurring_groups import (
    CancelRecurringGroup,
    GetRecurringGroup,
    JoinRecurringGroup,
    LeaveRecurringGroup,
    RecurringChange,
    RecurringDate,
    RecurringGroup,
    RecurringPerson,
    ScheduleRecurringGroup,
)
from shared.contracts.vault_series import Rhythm
from shared.problems import InvalidInput, NotFound, Problem, Refused
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.test_group_pages import FORM, GROUP
from tests.unit.gateway.walker import Walker

PAGE = "/groupes-qui-reviennent/r1"
WEEKLY = Rhythm(every="week", count=3)


def date_of(number: int, **changes: Any) -> RecurringDate:
    fields = {
        "group_id": f"g{number}",
        "starts_local": f"2026-03-{10 + 7 * number}T14:00",
        "starts_at": NOW + timedelta(days=8 + 7 * number),
        "state": "scheduled",
        "people": 2,
        **changes,
    }
    return RecurringDate(**fields)


AGAIN = RecurringGroup(
    id="r1",
    title="Atelier cuisine",
    place_name="Centre (démo)",
    zone="Europe/Paris",
    rhythm=WEEKLY,
    usual_local="2026-03-10T14:00",
    lead_hours=[24],
    capacity=8,
    state="scheduled",
    left=2,
    dates=[date_of(0, state="cancelled", people=0), date_of(1, apart=True), date_of(2)],
    people=[
        RecurringPerson(vault_id="v8", given_name="Awa", family_name="Exemple", dates=2),
        RecurringPerson(vault_id="v9", given_name="Binta", family_name="Exemple", dates=1),
    ],
    unseen=1,
)


@pytest.fixture
def walker(house: House) -> Walker:
    walker = Walker(house)
    walker.enter_as_professional()
    for kind in (ScheduleRecurringGroup, JoinRecurringGroup, LeaveRecurringGroup, CancelRecurringGroup):
        house.caller.replies[kind] = lambda *_: RecurringChange(id="r1", dates=2)
    house.caller.replies[GetRecurringGroup] = lambda *_: AGAIN
    return walker


@pytest.mark.feature("S1")
def test_a_group_that_comes_again_is_given_from_the_form_of_groups(house: House, walker: Walker) -> None:
    page = walker.get("/groupes/nouveau")
    assert "Une seule fois" in page
    missed = [NotPlaced(vault_id="v3", reason="scope")]
    house.caller.replies[ScheduleRecurringGroup] = lambda *_: RecurringChange(
        id="r1", dates=3, not_placed=missed
    )
    page = walker.post("/groupes", **FORM, every="week", count="3", lead_hours=["48"])
    assert walker.path == PAGE
    for words in (
        "Chacun a ses rendez-vous.",
        "1 personne n'a pas pu l'avoir",
        "Tous les mardis à 14h00",
        "Encore 2 fois.",
        "Déplacée seule.",
        "2 sur 8 places.",
        "Vient à 1 date seulement.",
        "Dont 1 personne qui ne partage plus",
    ):
        assert words in page
    assert 'href="/groupes/g2"' in page
    (asked,) = house.caller.all(ScheduleRecurringGroup)
    assert asked.request == ScheduleRecurringGroup(
        title="Atelier cuisine",
        starts_local="2026-03-10T14:00",
        rhythm=WEEKLY,
        vault_ids=["v1"],
        capacity=8,
        lead_hours=[48],
    )
    assert house.caller.all(ScheduleGroup) == []


@pytest.mark.feature("S1")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"count": ""}, "until"),
        ({"count": "abc"}, "count"),
        ({"vault_ids": []}, "vault_ids"),
        ({"title": ""}, "title"),
        ({"starts_local": "demain"}, "starts_local"),
        ({"capacity": "60"}, "capacity"),
    ],
)
def test_a_form_that_lacks_something_names_the_box_and_gives_nothing(
    house: House, walker: Walker, change: dict[str, Any], field: str
) -> None:
    page = walker.post("/groupes", **{**FORM, "every": "week", "count": "3", **change})
    assert walker.status == 422
    assert f'id="{field}-wrong"' in page
    assert house.caller.all(ScheduleRecurringGroup) == []


@pytest.mark.feature("S1")
def test_people_join_and_leave_every_date_and_it_is_stopped_for_everybody(
    house: House, walker: Walker
) -> None:
    walker.get(PAGE)
    of = {"recurring_id": "r1"}
    assert "à toutes les dates à venir" in walker.post(f"{PAGE}/personnes", vault_ids="v1")
    assert "La personne n'y est plus" in walker.post(f"{PAGE}/retirer", vault_id="v9")
    over = msgspec.structs.replace(AGAIN, state="cancelled", left=0, dates=[], people=[])
    house.caller.replies[GetRecurringGroup] = lambda *_: over
    page = walker.post(f"{PAGE}/annuler")
    assert "sont annulées pour tous" in page
    assert "Annuler toutes les dates" not in page
    asked = [house.caller.all(kind)[0].request for kind in (JoinRecurringGroup, LeaveRecurringGroup)]
    assert asked == [JoinRecurringGroup(**of, vault_ids=["v1"]), LeaveRecurringGroup(**of, vault_id="v9")]
    assert house.caller.all(CancelRecurringGroup)[0].request == CancelRecurringGroup(**of)


@pytest.mark.feature("S1")
@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (Refused("group_full", "", field="vault_ids"), "Il n'y a plus assez de places."),
        (Refused("group_past", ""), "a déjà eu lieu"),
        (InvalidInput("group_places_many", "", field="vault_ids"), "260 au plus"),
    ],
)
def test_what_the_vault_refuses_is_told_on_the_page(
    house: House, walker: Walker, problem: Problem, words: str
) -> None:
    def refuse(*_: Any) -> Any:
        raise problem

    house.caller.replies[JoinRecurringGroup] = refuse
    assert words in walker.post(f"{PAGE}/personnes", vault_ids="v1")
    assert walker.status == 422


def test_whose_it_is_not_finds_nothing_and_nobody_chosen_is_told(house: House, walker: Walker) -> None:
    assert "Choisissez au moins une personne." in walker.post(f"{PAGE}/personnes")

    def gone(*_: Any) -> Any:
        raise NotFound("group_not_found", "Ce rendez-vous de groupe n'existe pas.")

    house.caller.replies[GetRecurringGroup] = gone
    assert "Ce rendez-vous de groupe n'existe pas." in walker.get(PAGE)
    assert walker.status == 404


def test_the_list_has_one_line_for_its_dates_to_come_and_a_date_leads_back_to_all(
    house: House, walker: Walker
) -> None:
    summary = GroupSummary(
        id="g0", title=GROUP.title, starts_local=GROUP.starts_local, zone=GROUP.zone,
        starts_at=GROUP.starts_at, state="scheduled", people=2, capacity=8, recurring_id="r1",
    )  # fmt: skip
    later = [
        msgspec.structs.replace(summary, id=f"g{n}", starts_at=NOW + timedelta(days=8 + 7 * n))
        for n in (1, 2)
    ]
    once = msgspec.structs.replace(summary, id="g9", recurring_id="", title="Sortie")
    gone = msgspec.structs.replace(summary, id="g8", state="cancelled")
    house.caller.replies[ListGroups] = lambda *_: Groups(groups=[summary, gone, *later, once])
    page = walker.get("/groupes")
    assert page.count('href="/groupes-qui-reviennent/r1"') == 1
    assert "Encore 3 dates" in page
    assert [f'href="/groupes/g{n}"' in page for n in (0, 1, 2, 8, 9)] == [True, False, False, False, True]
    house.caller.replies[GetGroup] = lambda *_: msgspec.structs.replace(GROUP, recurring_id="r1")
    assert f'href="{PAGE}"' in walker.get("/groupes/g0")
