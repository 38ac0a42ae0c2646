"""A group ends: whoever is erased is in none, and after its time its title and place are read by nobody."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from services.vault.application.end_groups import GROUP_KEPT
from services.vault.domain.group import Group
from shared.contracts import vault as v
from shared.contracts import vault_groups as g
from shared.problems import NotFound
from tests.unit.vault.house import AGNES, House, holder
from tests.unit.vault.test_groups import calendar, give, names, people

COMING = timedelta(days=77)  # from the first day of the tests to the group's


@pytest.mark.feature("S1")
def test_who_is_erased_goes_from_every_group_and_the_others_stay(house: House) -> None:
    awa, binta, nour = people(house)
    first, second = give(house, [awa, binta]), give(house, [binta, nour])
    house.ask(holder(binta), v.EraseVault(vault_id=binta, confirmation="EFFACER"))
    assert house.uses.do.end_groups() == 2
    assert [house.uses.do.end_groups() for _ in range(3)] == [0, 0, 0]
    for made, left in ((first, awa), (second, nour)):
        assert set(house.uses.log.load(Group, UUID(made.id)).places) == {left}
    assert names(house, first.id) == ["Awa"]


@pytest.mark.feature("S1")
def test_after_its_time_the_group_is_found_by_nobody_and_each_person_keeps_their_appointment(
    house: House,
) -> None:
    vaults = people(house)
    made = give(house, vaults, place_name="Centre (démo)")
    house.clock.move(COMING + GROUP_KEPT - timedelta(days=2))
    house.hear()
    assert house.uses.do.end_groups() == 0
    house.clock.move(timedelta(days=3))
    house.hear()
    assert house.uses.do.end_groups() == 1
    assert house.uses.do.end_groups() == 0
    house.open()
    with pytest.raises(NotFound):
        house.ask(AGNES, g.GetGroup(group_id=made.id))
    assert house.ask(AGNES, g.ListGroups()).groups == []
    assert calendar(house, vaults[0]) == [("2030-07-16T14:00", "scheduled")]
    assert house.uses.do.finish_erasures() == 0, "a group is nobody: its end erases no vault"
    assert calendar(house, vaults[1]) == [("2030-07-16T14:00", "scheduled")]


def test_who_has_or_had_a_place_is_read_with_the_groups_key_alone(house: House) -> None:
    awa, binta, _ = people(house)
    made = give(house, [awa, binta])
    house.ask(holder(binta), v.EraseVault(vault_id=binta, confirmation="EFFACER"))
    house.uses.do.end_groups()
    group_id = UUID(made.id)
    stored = b"".join(event.state for event in house.uses.log.store.select_events(group_id))
    appointments = house.uses.log.load(Group, group_id).places.values()
    assert [one for one in (awa, binta, *appointments) if one.encode() in stored] == []
    house.keys.destroy(group_id)
    house.open()
    assert house.uses.log.load(Group, group_id).places == {}
