"""Views are rebuilt from the log to the same rows, and forget who is erased."""

from __future__ import annotations

from uuid import UUID

import pytest
import sqlalchemy as sa

from services.directory.adapters.tables import METADATA, PROFESSIONAL_VIEW
from shared.contracts import directory as d
from shared.eventstore.migrate import drift
from shared.eventstore.view_position import digest
from tests.unit.directory.office import Office


@pytest.fixture
def busy(staffed: Office) -> Office:
    link = staffed.call(d.RequestContact(professional_id=staffed.id("Chloé")), "Agnès").id
    staffed.call(d.AcceptContact(link_id=link), "Chloé")
    staffed.call(d.RequestContact(professional_id=staffed.id("Bruno")), "Chloé")
    (mine,) = staffed.call(d.ListMyOrganisations(), "Bruno").organisations
    staffed.call(d.RemoveMember(organisation_id=mine.id, professional_id=staffed.id("Bruno")), "Bruno")
    staffed.call(d.SeverContact(link_id=link), "Chloé")
    return staffed


def test_each_view_rebuilt_holds_what_it_held(busy: Office) -> None:
    views = (busy.uses.professionals, busy.uses.organisations, busy.uses.contacts)
    before = [digest(busy.database.views, view.tables) for view in views]
    for view in views:
        busy.uses.views.rebuild(view)
    assert [digest(busy.database.views, view.tables) for view in views] == before


def test_each_view_rebuilt_beside_itself_from_the_events_it_names_is_the_same(busy: Office) -> None:
    for view in busy.uses.views.views:
        found = busy.uses.views.rebuild_of(view).digests()
        assert found.equal
        assert found.position == int(busy.uses.position())


def test_a_rebuilt_view_holds_nothing_of_an_erased_professional(busy: Office) -> None:
    chloe = busy.id("Chloé")
    busy.keys.destroy(UUID(chloe))
    busy.uses.views.rebuild(busy.uses.professionals)
    with busy.database.views.connect() as connection:
        ids = set(connection.execute(sa.select(PROFESSIONAL_VIEW.c.professional_id)).scalars())
    assert ids == {busy.id(name) for name in ("Agnès", "Bruno", "Driss")}


def test_no_view_and_no_fact_holds_a_name_or_a_coordinate(busy: Office) -> None:
    with busy.database.views.connect() as connection:
        kept = repr([connection.execute(sa.select(table)).all() for table in METADATA.sorted_tables])
    with busy.database.events.connect() as connection:
        kept += repr([connection.execute(sa.select(table)).all() for table in METADATA.sorted_tables])
    for canary in ("Imaginaire", "Chloé", "exemple.invalid", "639980003"):
        assert canary.casefold() not in kept.casefold()


def test_the_migrated_tables_are_those_that_the_code_declares(office: Office) -> None:
    assert drift(office.database, METADATA) == []


def test_a_reader_of_its_own_write_waits_for_the_views(office: Office) -> None:
    office.register("Agnès")
    assert office.uses.wait_for(office.uses.position())
    assert not office.uses.wait_for("not a position")
