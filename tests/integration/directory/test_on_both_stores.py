"""The directory on each real store: the same commands, views, copy and search."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import msgspec

from services.directory.adapters.tables import METADATA
from shared.contracts import directory as d
from shared.eventstore.migrate import drift
from shared.eventstore.view_position import digest
from shared.ids import new_id
from shared.problems import Conflict
from shared.rpc.call import Actor
from tests.unit.directory.fake_ingest import TODAY
from tests.unit.directory.office import Office
from tests.unit.directory.places import ALL, CENTRE, FOYER_NORTH, HOSPITAL
from tests.unit.directory.test_place_copy import TOMORROW, found, get

ASKERS = 6


def test_people_meet_and_views_rebuild_to_the_same_rows(office: Office) -> None:
    for name in ("Agnès", "Chloé"):
        office.register(name, verified=True)
    office.register("Bruno")
    office.organisation("Agnès", "Bruno")
    link = office.call(d.RequestContact(professional_id=office.id("Chloé")), "Bruno").id
    office.call(d.AcceptContact(link_id=link), "Chloé")
    assert office.card("Bruno", "Chloé").email == "imaginaire@exemple.invalid"
    assert [
        one.id for one in office.call(d.FindProfessionals(text="éduc tilleuls"), "Chloé").professionals
    ] == [office.id("Bruno")]
    views = (office.uses.professionals, office.uses.organisations, office.uses.contacts)
    before = [digest(office.database.views, view.tables) for view in views]
    for view in views:
        office.uses.views.rebuild(view)
    assert [digest(office.database.views, view.tables) for view in views] == before
    assert drift(office.database, METADATA) == []


def test_the_register_s_copy_takes_loads_in_any_order(office: Office) -> None:
    renamed = msgspec.structs.replace(CENTRE, name="CENTRE DES DOCKS")
    office.ingest.load(ALL)
    office.follow()
    office.ingest.load([renamed, FOYER_NORTH], "v2", TOMORROW)
    office.ingest.load(ALL, "late", TODAY)
    head = office.uses.places.head()[1]
    office.follow()
    changed = office.uses.places.changed_after(head, 100)
    assert [one.place for one in changed] == [renamed]
    assert get(office, HOSPITAL) == HOSPITAL
    assert found(office, "docks") == [CENTRE.id]


def test_of_many_who_ask_at_once_for_one_link_one_wins(office: Office) -> None:
    for name in ("Agnès", "Chloé"):
        office.register(name, verified=True)
    pairs = [("Agnès", "Chloé"), ("Chloé", "Agnès")] * (ASKERS // 2)

    def ask(pair: tuple[str, str]) -> str:
        request = d.RequestContact(professional_id=office.id(pair[1]))
        try:
            office.caller.call(request, office.actor(pair[0]), key=str(new_id()))
        except Conflict as refused:
            return refused.code
        return "asked"

    with ThreadPoolExecutor(ASKERS) as pool:
        outcomes = list(pool.map(ask, pairs))
    assert outcomes.count("asked") == 1
    asked = [fact for fact in office.facts() if fact.type == "directory.contact_requested"]
    assert len(asked) == 1


def test_a_letter_that_stands_for_a_sentence_stops_no_view(office: Office) -> None:
    profile = d.RegisterProfessional(
        given_name="\ufdfa", family_name="\ufdfa", email="lettre@exemple.invalid"
    )
    office.call(profile, Actor(id=str(new_id()), kind="professional"))
    office.register("Agnès", verified=True)
    office.register("Bruno")
    found = office.call(d.FindProfessionals(text="éducateur"), "Agnès").professionals
    assert [one.id for one in found] == [office.id("Bruno")]
