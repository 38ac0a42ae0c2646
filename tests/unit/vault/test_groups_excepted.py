"""A colleague whom one person excepted by name acts on the service's group: that person keeps what the
service gave, and the colleague hears nothing that tells them apart.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.contracts import vault_appointments as a
from shared.contracts import vault_groups as g
from shared.problems import NotAllowed, NotFound
from tests.unit.vault.house import AGNES, BRUNO, House, holder, terms
from tests.unit.vault.test_groups import calendar, give, people

LATER = "2030-07-17T15:00"


def a_group(house: House) -> tuple[str, str, str]:
    """A group of two: Awa, and Binta who keeps Bruno out; the group's id, hers, hers."""
    awa = people(house)[0]
    binta, _ = house.open_vault(given_name="Binta", consent=terms(excepted=[BRUNO.id]))
    return give(house, [awa, binta]).id, awa, binta


@pytest.mark.feature("S1")
def test_the_group_moved_by_a_colleague_kept_out_moves_for_her_too_and_he_is_not_told_of_her(
    house: House,
) -> None:
    group_id, awa, binta = a_group(house)
    moved = house.ask(BRUNO, g.MoveGroup(group_id=group_id, starts_local=LATER))
    assert {one for vault in (awa, binta) for one in calendar(house, vault)} == {(LATER, "scheduled")}
    assert (moved.placed, moved.not_placed) == ([awa], [])
    assert binta not in repr(moved)
    assert ("appointment_moved", BRUNO.display) in [(one.kind, one.actor) for one in house.log_of(binta)]


@pytest.mark.feature("S1")
def test_he_hears_of_her_what_he_hears_of_one_who_put_hers_elsewhere_herself(house: House) -> None:
    group_id, awa, binta = a_group(house)
    (hers,) = house.ask(holder(awa), a.ListAppointments(vault_id=awa)).appointments
    elsewhere = a.MoveAppointment(vault_id=awa, appointment_id=hers.id, starts_local="2030-07-18T09:00")
    house.ask(holder(awa), elsewhere)
    moved = house.ask(BRUNO, g.MoveGroup(group_id=group_id, starts_local=LATER))
    assert (moved.placed, moved.not_placed) == ([], [])
    assert calendar(house, binta) == [(LATER, "scheduled")]


def test_he_neither_takes_back_her_place_nor_learns_that_she_has_one(house: House) -> None:
    group_id, _, binta = a_group(house)
    outside, _ = house.open_vault(given_name="Nour", consent=terms(excepted=[BRUNO.id]))
    for vault_id in (binta, outside):
        with pytest.raises(NotFound) as refusal:
            house.ask(BRUNO, g.RemoveFromGroup(group_id=group_id, vault_id=vault_id))
        assert refusal.value.code == "not_in_group"
        answer = house.ask(BRUNO, g.AddToGroup(group_id=group_id, vault_ids=[vault_id]))
        assert answer.not_placed == [g.NotPlaced(vault_id=vault_id, reason="no_consent")]
    assert calendar(house, binta) == [("2030-07-16T14:00", "scheduled")]
    house.ask(AGNES, g.RemoveFromGroup(group_id=group_id, vault_id=binta))
    assert calendar(house, binta) == [("2030-07-16T14:00", "cancelled")]


def test_while_memberships_cannot_be_confirmed_hers_is_not_touched_either(house: House) -> None:
    group_id, _, binta = a_group(house)
    house.clock.move(timedelta(minutes=20))
    with pytest.raises((NotAllowed, NotFound)):
        house.ask(BRUNO, g.MoveGroup(group_id=group_id, starts_local=LATER))
    assert calendar(house, binta) == [("2030-07-16T14:00", "scheduled")]
