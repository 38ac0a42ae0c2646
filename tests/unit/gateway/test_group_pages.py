"""A professional gives an appointment to several people from the pages, changes it, and gives it again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from shared.contracts.vault_groups import (
    AddToGroup,
    CancelGroup,
    GetGroup,
    Group,
    GroupChange,
    GroupPerson,
    Groups,
    GroupSummary,
    ListGroups,
    MoveGroup,
    NotPlaced,
    RemoveFromGroup,
    ScheduleGroup,
)
from shared.problems import NotFound, Refused
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.walker import Walker

GROUP = Group(
    id="g1",
    title="Atelier cuisine",
    place_name="Centre (démo)",
    starts_local="2026-03-10T14:00",
    zone="Europe/Paris",
    starts_at=NOW + timedelta(days=8),
    lead_hours=[24],
    capacity=8,
    state="scheduled",
    people=[GroupPerson(vault_id="v9", given_name="Binta", family_name="Exemple", apart=True)],
    unseen=1,
)
FORM = {"title": "Atelier cuisine", "starts_local": "2026-03-10T14:00", "capacity": "8", "vault_ids": ["v1"]}


@dataclass
class Asked:
    """A vault service that says yes; `group` is what it shows."""

    house: House
    group: Group = GROUP
    missed: list[NotPlaced] = field(default_factory=list)

    def __post_init__(self) -> None:
        for kind in (ScheduleGroup, AddToGroup, RemoveFromGroup, MoveGroup, CancelGroup):
            self.house.caller.replies[kind] = lambda *_: GroupChange(id="g1", not_placed=self.missed)
        self.house.caller.replies[GetGroup] = lambda *_: self.group
        summary = GroupSummary(
            id="g1", title=GROUP.title, starts_local=GROUP.starts_local, zone=GROUP.zone,
            starts_at=GROUP.starts_at, state="scheduled", people=2, capacity=8,
        )  # fmt: skip
        self.house.caller.replies[ListGroups] = lambda *_: Groups(groups=[summary])

    def only(self, kind: type[Any]) -> Any:
        (asked,) = self.house.caller.all(kind)
        return asked.request


@pytest.fixture
def walker(house: House) -> Walker:
    walker = Walker(house)
    walker.enter_as_professional()
    return walker


@pytest.mark.feature("S1")
def test_an_appointment_is_given_to_people_followed_and_who_could_not_have_it_is_counted(
    house: House, walker: Walker
) -> None:
    vault = Asked(house, missed=[NotPlaced(vault_id="v2", reason="scope")])
    assert "Rendez-vous de groupe" in walker.get("/")
    assert "2 sur 8 places." in walker.get("/groupes")
    assert "Awa Exemple" in walker.get("/groupes/nouveau")
    page = walker.post("/groupes", **FORM, key=walker.key())
    assert "Chacun a son rendez-vous." in page
    assert "1 personne n'a pas pu l'avoir" in page
    command = vault.only(ScheduleGroup)
    assert (command.vault_ids, command.capacity, command.zone) == (["v1"], 8, "Europe/Paris")
    for told in ("Binta Exemple", "A mis une autre heure", "Dont 1 personne", "mardi 10 mars 2026 à 14h00"):
        assert told in page


@pytest.mark.feature("S1")
def test_a_form_without_people_or_time_comes_back_with_the_box_at_fault(house: House, walker: Walker) -> None:
    Asked(house)
    for change, box in (
        ({"vault_ids": []}, "vault_ids"),
        ({"starts_local": "demain"}, "starts_local"),
        ({"capacity": "beaucoup"}, "capacity"),
        ({"title": ""}, "title"),
    ):
        walker.post("/groupes", **{**FORM, **change})
        assert walker.status == 422
        assert f'id="{box}-wrong"' in walker.page
    assert house.caller.all(ScheduleGroup) == []


def test_people_come_and_go_the_time_moves_and_a_cancelled_group_is_given_again(
    house: House, walker: Walker
) -> None:
    vault = Asked(house)
    walker.get("/groupes/g1")
    assert "C'est ajouté." in walker.post("/groupes/g1/personnes", vault_ids="v1")
    assert vault.only(AddToGroup).vault_ids == ["v1"]
    assert "La personne n'y est plus" in walker.post("/groupes/g1/retirer", vault_id="v9")
    assert vault.only(RemoveFromGroup).vault_id == "v9"
    assert "est déplacé" in walker.post("/groupes/g1/deplacer", starts_local="2026-03-11T15:00")
    vault.group = msgspec.structs.replace(GROUP, state="cancelled")
    page = walker.post("/groupes/g1/annuler")
    assert "Le donner de nouveau" in page
    assert "/groupes/g1/annuler" not in page
    page = walker.get("/groupes/nouveau?comme=g1")
    assert 'value="Atelier cuisine"' in page


def test_what_a_group_refuses_is_told_on_its_page_and_a_stranger_finds_none(
    house: House, walker: Walker
) -> None:
    Asked(house)

    def full(*_: Any) -> Any:
        raise Refused("group_full", "Il n'y a plus de place.", field="vault_ids")

    house.caller.replies |= dict.fromkeys((AddToGroup, RemoveFromGroup, MoveGroup, CancelGroup), full)
    for act in ("personnes", "retirer", "deplacer", "annuler"):
        walker.post(f"/groupes/g1/{act}", vault_ids="v1", vault_id="v9", starts_local="2026-03-11T15:00")
        assert walker.status == 422
        assert "plus assez de places" in walker.page

    def gone(*_: Any) -> Any:
        raise NotFound("group_not_found", "Ce rendez-vous de groupe n'existe pas.")

    house.caller.replies[GetGroup] = gone
    walker.get("/groupes/g1")
    assert walker.status == 404
