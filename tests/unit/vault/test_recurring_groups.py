"""A group that comes again: all its dates are given to each or none; one is moved or cancelled alone; who
joins has those to come, who leaves has none left; nobody sees the others.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.vault.application.end_groups import GROUP_KEPT
from shared.contracts import vault as v
from shared.contracts import vault_appointments as a
from shared.contracts import vault_groups as g
from shared.contracts import vault_recurring_groups as r
from shared.contracts.shapes import Command
from shared.contracts.vault_facts import AppointmentScheduled
from shared.contracts.vault_series import GetSeries, Rhythm
from shared.contracts.vault_terms import Scope
from shared.problems import InvalidInput, NotAllowed, NotFound, Problem, Refused
from shared.rpc.call import Actor
from tests.unit.vault.house import AGNES, BRUNO, CHLOE, House, holder, professional, terms
from tests.unit.vault.test_groups import calendar, dying, people

FIRST, SECOND, THIRD = "2030-05-14T14:00", "2030-05-21T14:00", "2030-05-28T14:00"


def give(house: House, vault_ids: list[str], key: str = "", **changes: Any) -> r.RecurringChange:
    fields = {"title": "Atelier (démo)", "starts_local": FIRST, "rhythm": Rhythm(count=3), **changes}
    request = r.ScheduleRecurringGroup(vault_ids=vault_ids, **fields)
    made: r.RecurringChange = house.ask(AGNES, request, key)
    return made


def shown(house: House, recurring_id: str, actor: Actor = AGNES) -> r.RecurringGroup:
    found: r.RecurringGroup = house.ask(actor, r.GetRecurringGroup(recurring_id=recurring_id))
    return found


def coming(house: House, vault_id: str) -> list[str]:
    """When that person still has an appointment, the soonest first."""
    return [when for when, state in calendar(house, vault_id) if state == "scheduled"]


@pytest.mark.feature("S1")
def test_each_person_has_a_series_of_their_own_and_nothing_tells_who_else_comes(house: House) -> None:
    vaults = people(house)
    made = give(house, vaults, place_name="Centre (démo)", skipped=["2030-05-21"], lead_hours=[48])
    assert (made.dates, made.placed, made.not_placed) == (2, vaults, [])
    group = shown(house, made.id)
    assert (group.title, group.place_name, group.left, group.lead_hours) == (
        "Atelier (démo)",
        "Centre (démo)",
        2,
        [48],
    )
    assert [(one.starts_local, one.people) for one in group.dates] == [(FIRST, 3), (THIRD, 3)]
    assert [(one.given_name, one.dates) for one in group.people] == [("Awa", 2), ("Binta", 2), ("Nour", 2)]
    ids = [made.id, *(one.group_id for one in group.dates)]
    for vault_id in vaults:
        listed = house.ask(holder(vault_id), a.ListAppointments(vault_id=vault_id)).appointments
        (series_id,) = {one.series_id for one in listed}
        series = house.ask(holder(vault_id), GetSeries(vault_id=vault_id, series_id=series_id))
        assert (series.title, series.left, [o.apart for o in series.occurrences]) == (
            "Atelier (démo)",
            2,
            [False, False],
        )
        log = house.log_of(vault_id)
        assert [line.kind for line in log].count("series_scheduled") == 1
        told = repr(listed) + repr(series) + repr(log)
        assert [one for one in (*ids, *(set(vaults) - {vault_id})) if one in told] == []
    facts = b"".join(data for kind, data in house.facts() if kind == AppointmentScheduled.TYPE)
    assert [one for one in ids if one.encode() in facts] == []


@pytest.mark.feature("S1")
def test_one_date_is_moved_one_cancelled_alone_and_the_others_stay(house: House) -> None:
    awa, binta, _ = people(house)
    made = give(house, [awa, binta])
    first, second, _ = shown(house, made.id).dates
    house.ask(BRUNO, g.MoveGroup(group_id=second.group_id, starts_local="2030-05-22T10:00"))
    house.ask(AGNES, g.CancelGroup(group_id=first.group_id))
    for vault_id in (awa, binta):
        assert coming(house, vault_id) == ["2030-05-22T10:00", THIRD]
    now = shown(house, made.id)
    assert [(one.state, one.apart, one.people) for one in now.dates] == [
        ("cancelled", False, 0),
        ("scheduled", True, 2),
        ("scheduled", False, 2),
    ]
    assert (now.left, now.state, now.usual_local) == (2, "scheduled", FIRST)
    of_date = house.ask(AGNES, g.GetGroup(group_id=second.group_id))
    assert of_date.recurring_id == made.id
    assert {one.recurring_id for one in house.ask(AGNES, g.ListGroups()).groups} == {made.id}


@pytest.mark.feature("S1")
def test_who_joins_has_the_dates_to_come_and_who_leaves_has_none_left(house: House) -> None:
    awa, binta, nour = people(house)
    made = give(house, [awa, binta], capacity=2)
    house.clock.move(timedelta(days=14))
    house.hear()
    join = r.JoinRecurringGroup(recurring_id=made.id, vault_ids=[binta, nour])
    with pytest.raises(Refused) as refusal:
        house.ask(BRUNO, join)
    assert (refusal.value.code, refusal.value.field) == ("group_full", "vault_ids")
    leave = r.LeaveRecurringGroup(recurring_id=made.id, vault_id=awa)
    assert house.ask(BRUNO, leave).dates == 2
    assert coming(house, awa) == [FIRST], "what was before she left was hers"
    assert [line.kind for line in house.log_of(awa)].count("series_cancelled") == 1
    with pytest.raises(NotFound) as again:
        house.ask(BRUNO, leave)
    assert again.value.code == "not_in_group"
    assert house.ask(BRUNO, join).placed == [nour], "a colleague of the same service"
    assert coming(house, nour) == [SECOND, THIRD]
    assert house.ask(BRUNO, join).placed == []
    assert [(one.given_name, one.dates) for one in shown(house, made.id).people] == [
        ("Binta", 2),
        ("Nour", 2),
    ]


@pytest.mark.feature("S1")
def test_a_date_that_a_person_cancelled_frees_their_place_and_is_theirs_to_leave(house: House) -> None:
    awa, binta, nour = people(house)
    made = give(house, [awa, binta], capacity=2)
    hers = house.ask(holder(awa), a.ListAppointments(vault_id=awa)).appointments[1]
    house.ask(holder(awa), a.CancelAppointment(vault_id=awa, appointment_id=hers.id))
    group = shown(house, made.id)
    assert [(one.given_name, one.dates) for one in group.people] == [("Awa", 2), ("Binta", 3)]
    second = group.dates[1].group_id
    assert house.ask(AGNES, g.AddToGroup(group_id=second, vault_ids=[nour])).placed == [nour]
    assert coming(house, nour) == [SECOND]
    house.ask(AGNES, r.LeaveRecurringGroup(recurring_id=made.id, vault_id=nour))
    assert coming(house, nour) == []


@pytest.mark.feature("S1")
def test_cancelled_whole_every_date_to_come_goes_and_those_past_stay(house: House) -> None:
    awa, binta, nour = people(house)
    made = give(house, [awa, binta, nour])
    consent = house.ask(holder(nour), v.GetVault(vault_id=nour)).consents[0]
    house.ask(holder(nour), v.RevokeConsent(vault_id=nour, consent_id=consent.id))
    house.clock.move(timedelta(days=14))
    house.hear()
    assert (shown(house, made.id).unseen, len(shown(house, made.id).people)) == (1, 2)
    cancel = r.CancelRecurringGroup(recurring_id=made.id)
    assert nour not in repr(house.ask(AGNES, cancel))
    for vault_id in (awa, binta, nour):
        assert coming(house, vault_id) == [FIRST], "hers too, whose sharing ended"
    assert shown(house, made.id).state == "cancelled"
    for request in (cancel, r.JoinRecurringGroup(recurring_id=made.id, vault_ids=[awa]),
                    r.LeaveRecurringGroup(recurring_id=made.id, vault_id=awa)):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            house.ask(AGNES, request)
        assert refusal.value.code == "group_cancelled"


@pytest.mark.feature("S1")
def test_once_its_last_date_has_passed_it_changes_no_more_and_later_nobody_finds_it(house: House) -> None:
    vaults = people(house)
    made = give(house, vaults)
    house.clock.move(timedelta(days=40))
    house.hear()
    for request in (r.CancelRecurringGroup(recurring_id=made.id),
                    r.JoinRecurringGroup(recurring_id=made.id, vault_ids=vaults)):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            house.ask(AGNES, request)
        assert refusal.value.code == "group_past"
    house.clock.move(GROUP_KEPT)
    house.hear()
    assert house.uses.do.end_groups() == 3
    house.open()
    with pytest.raises(NotFound):
        house.ask(AGNES, r.GetRecurringGroup(recurring_id=made.id))
    assert len(coming(house, vaults[0])) == 3, "what each was told stays theirs"


@pytest.mark.feature("S1")
def test_who_may_not_be_given_it_is_told_of_and_when_nobody_may_nothing_is_kept(house: House) -> None:
    awa, *_ = people(house)
    closed, _ = house.open_vault(consent=terms(scope=Scope(categories=["identity"])))
    nowhere = str(uuid4())
    made = give(house, [awa, closed, nowhere, awa.upper()])
    assert made.placed == [awa]
    assert {one.vault_id: one.reason for one in made.not_placed} == {closed: "scope", nowhere: "no_consent"}
    assert [line.kind for line in house.log_of(closed)].count("access_refused") == 1
    with pytest.raises(NotAllowed):
        give(house, [closed])
    assert [line.kind for line in house.log_of(closed)].count("access_refused") == 2
    told = [kind for kind, _ in house.facts()].count(AppointmentScheduled.TYPE)
    assert (told, calendar(house, closed)) == (3, [])


@pytest.mark.feature("S1")
@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"starts_local": "2030-04-02T10:00"}, "starts_local", "appointment_past"),
        ({"zone": "Europe/Lyon"}, "zone", "zone_unknown"),
        ({"rhythm": Rhythm()}, "rhythm.until", "series_endless"),
        ({"rhythm": Rhythm(count=r.DATES_MAX + 1)}, "rhythm.until", "group_dates_many"),
        ({"rhythm": Rhythm(count=r.DATES_MAX), "vault_ids": [str(uuid4()) for _ in range(6)]},
         "vault_ids", "group_places_many"),
        ({"skipped": ["2030-05-14", "2030-05-21", "2030-05-28"]}, "skipped", "series_skipped"),
        ({"title": "2 69 05 49 588 157 80"}, "title", "nir"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_naming_the_field(
    house: House, change: dict[str, Any], field: str, code: str
) -> None:
    awa, _ = house.open_vault()
    with pytest.raises((InvalidInput, Refused)) as refusal:
        give(house, change.pop("vault_ids", [awa]), **change)
    assert (refusal.value.field, refusal.value.code) == (field, code)
    assert house.ask(AGNES, g.ListGroups()).groups == []


@pytest.mark.feature("S1")
def test_it_is_found_by_nobody_else(house: House) -> None:
    vaults = people(house)
    made = give(house, vaults)
    of = {"recurring_id": made.id}
    requests = (
        r.GetRecurringGroup(**of),
        r.JoinRecurringGroup(**of, vault_ids=vaults),
        r.LeaveRecurringGroup(**of, vault_id=vaults[0]),
        r.CancelRecurringGroup(**of),
    )
    for request in requests:
        with pytest.raises(NotFound) as refusal:
            house.ask(CHLOE, request)
        assert refusal.value.code == "group_not_found"
        for stranger in (holder(vaults[0]), professional("Inconnue", "org-1", verified=False)):
            with pytest.raises(NotAllowed):
                house.ask(stranger, request)
    house.directory.leaves(AGNES.id, "org-1")
    house.hear()
    for request in requests:
        with pytest.raises(NotFound):
            house.ask(AGNES, request)
    assert shown(house, made.id, BRUNO).left == 3
    assert {len(coming(house, vault)) for vault in vaults} == {3}


@pytest.mark.feature("S1")
def test_a_colleague_kept_out_by_one_person_neither_takes_her_dates_back_nor_learns_of_them(
    house: House,
) -> None:
    awa = people(house)[0]
    binta, _ = house.open_vault(given_name="Binta", consent=terms(excepted=[BRUNO.id]))
    made = give(house, [awa, binta])
    with pytest.raises(NotFound) as refusal:
        house.ask(BRUNO, r.LeaveRecurringGroup(recurring_id=made.id, vault_id=binta))
    assert refusal.value.code == "not_in_group"
    answer = house.ask(BRUNO, r.JoinRecurringGroup(recurring_id=made.id, vault_ids=[binta]))
    assert answer.not_placed == [g.NotPlaced(vault_id=binta, reason="no_consent")]
    assert "Binta" not in repr(shown(house, made.id, BRUNO))
    assert len(coming(house, binta)) == 3


def test_an_erased_person_goes_from_every_date(house: House) -> None:
    awa, binta, _ = people(house)
    made = give(house, [awa, binta])
    house.ask(holder(binta), v.EraseVault(vault_id=binta, confirmation="EFFACER"))
    assert house.uses.do.end_groups() == 3
    group = shown(house, made.id)
    assert ([one.given_name for one in group.people], group.unseen) == (["Awa"], 0)
    assert {one.people for one in group.dates} == {1}


@pytest.mark.feature("S1")
@pytest.mark.parametrize("moment", ["before", "after"])
def test_whenever_it_dies_everybody_has_every_date_once_or_nobody_has_any(house: House, moment: str) -> None:
    vaults = people(house)

    def ask_and_die(command: Command, key: str) -> None:
        with dying(house, moment), pytest.raises(Problem):
            house.ask(AGNES, command, key)
        while house.uses.views.run_once():
            pass

    give_it = r.ScheduleRecurringGroup(
        title="Atelier (démo)", starts_local=FIRST, rhythm=Rhythm(count=3), vault_ids=vaults
    )
    ask_and_die(give_it, "the same")
    assert {len(coming(house, vault)) for vault in vaults} == ({3} if moment == "after" else {0})
    made = house.ask(AGNES, give_it, "the same")
    assert made.placed == vaults
    assert {len(coming(house, vault)) for vault in vaults} == {3}
    cancel = r.CancelRecurringGroup(recurring_id=made.id)
    ask_and_die(cancel, "stop")
    assert {len(coming(house, vault)) for vault in vaults} == ({0} if moment == "after" else {3})
    house.ask(AGNES, cancel, "stop")
    assert {len(coming(house, vault)) for vault in vaults} == {0}
