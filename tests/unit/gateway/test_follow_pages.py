"""The pages of the people whom one follows: filtered by name, and what is one tap away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.directory import GetOrganisation, ListMyOrganisations
from shared.contracts.vault import FollowedPerson, FollowUps, ListFollowUps
from tests.unit.gateway.house import NOW, House
from tests.unit.gateway.walker import ORGANISATION, Walker, organisations


@pytest.fixture
def walker(house: House) -> Walker:
    walker = Walker(house)
    house.caller.replies |= {ListMyOrganisations: organisations, GetOrganisation: lambda *_: ORGANISATION}
    walker.enter_as_professional()
    return walker


def two_pages(request: Any, *_: Any) -> FollowUps:
    """One person of each name looked for, and a page after the first."""
    person = FollowedPerson(
        vault_id="v2",
        given_name=request.name.title(),
        family_name="",
        until=NOW + timedelta(days=9),
        documents=0,
    )
    return FollowUps(people=[person], next="" if request.after else "v2")


@pytest.mark.feature("V22")
def test_a_name_typed_filters_the_list_and_stays_out_of_every_address(house: House, walker: Walker) -> None:
    house.caller.replies[ListFollowUps] = two_pages
    page = walker.post("/personnes", nom="éloi")
    assert 'href="/coffre/v2">Éloi' in page
    assert 'name="apres" value="v2"' in page
    assert "nom=" not in page
    rest = walker.post("/personnes", nom="éloi", apres="v2")
    assert 'name="apres"' not in rest
    asked = [call.request for call in house.caller.all(ListFollowUps)][-2:]
    assert asked == [ListFollowUps(name="éloi"), ListFollowUps(name="éloi", after="v2")]


def test_a_name_that_nobody_bears_is_said(house: House, walker: Walker) -> None:
    house.caller.replies[ListFollowUps] = lambda *_: FollowUps(people=[])
    assert "Aucune personne de ce nom" in walker.post("/personnes", nom="éloi")


@pytest.mark.feature("V22")
def test_who_is_no_professional_filters_nobody(house: House) -> None:
    anonymous = Walker(house)
    anonymous.post("/personnes", nom="éloi")
    assert anonymous.path == "/connexion" or anonymous.status in (401, 403)
    assert house.caller.all(ListFollowUps) == []


def test_papers_contacts_calendar_and_notes_are_one_tap_away(walker: Walker) -> None:
    page = walker.get("/coffre/v1")
    for link in ("#papiers", "/coffre/v1/contacts", "#rendez-vous", "/coffre/v1/notes"):
        assert page.count(f'href="{link}"') == 1
    assert 'id="papiers"' in page
    assert 'id="rendez-vous"' in page
