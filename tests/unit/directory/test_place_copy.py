"""The copy of the register follows ingest's facts, whatever is cut, repeated or late; and so does its
index.
"""

from __future__ import annotations

import shutil
from datetime import date

import msgspec
import pytest

from services.directory.adapters.place_index import PlaceIndex
from shared.contracts import directory as d
from shared.contracts.ingest import Place, PlaceAmended, PlaceClosed, PlaceRegistered, PlaceReopened
from shared.problems import Unavailable
from tests.unit.directory.fake_ingest import TODAY
from tests.unit.directory.office import Office
from tests.unit.directory.places import ALL, CENTRE, HOSPITAL, NOWHERE, place

YESTERDAY, TOMORROW = date(2026, 2, 28), date(2026, 3, 2)
NEW = place(9, "DISPENSAIRE NOUVEAU")


def found(office: Office, text: str) -> list[str]:
    return [one.place.id for one in office.call(d.FindPlaces(text=text)).places]


def get(office: Office, one: Place) -> Place:
    kept: Place = office.call(d.GetPlace(source=one.source, id=one.id))
    return kept


def said(one: Place, as_of: date = TODAY) -> dict[str, object]:
    return {"source": one.source, "place_id": one.id, "as_of": as_of}


@pytest.mark.feature("D2")
def test_a_first_load_is_taken_in_pages_and_searchable(office: Office) -> None:
    office.ingest.load(ALL)
    assert office.follow() == 1
    assert office.ingest.pages_read == ["", ALL[1].id, ALL[3].id]
    assert get(office, HOSPITAL) == HOSPITAL
    assert found(office, "hopital reve")[0] == HOSPITAL.id
    assert office.follow() == 0


@pytest.mark.feature("D2")
def test_a_load_cut_in_the_middle_takes_nothing_then_goes_on_where_it_stopped(office: Office) -> None:
    office.ingest.load(ALL)
    office.ingest.breaks_after = 1
    with pytest.raises(Unavailable, match="down"):
        office.follow()
    assert found(office, "hopital") == []
    office.follow()
    assert office.ingest.pages_read == ["", ALL[1].id, ALL[3].id]
    assert found(office, "hopital")[0] == HOSPITAL.id


@pytest.mark.feature("D2")
def test_places_registered_amended_closed_and_reopened_follow(office: Office) -> None:
    renamed = msgspec.structs.replace(CENTRE, name="CENTRE DES DOCKS")
    office.ingest.load(ALL)
    office.ingest.tell(
        PlaceRegistered(**said(NEW), place=NEW),
        PlaceAmended(**said(CENTRE), fields=["name"], place=renamed),
        PlaceClosed(**said(HOSPITAL), reason="stated", closed_on=YESTERDAY),
        PlaceClosed(**said(place(99, "UNKNOWN")), reason="absent"),
    )
    assert office.follow() == 5
    assert found(office, "dispensaire") == [NEW.id]
    assert found(office, "centre docks")[0] == CENTRE.id
    assert found(office, "port imaginaire") == []
    assert found(office, "hopital ile revee") == []
    closed = get(office, HOSPITAL)
    assert (closed.state, closed.closed_on) == ("closed", YESTERDAY)
    office.ingest.tell(PlaceReopened(**said(HOSPITAL, TOMORROW), place=HOSPITAL))
    office.follow()
    assert found(office, "hopital ile revee")[0] == HOSPITAL.id


def test_an_older_vintage_never_overwrites_a_newer_one(office: Office) -> None:
    renamed = msgspec.structs.replace(CENTRE, name="CENTRE DES DOCKS")
    office.ingest.load([renamed], "new", TODAY)
    office.ingest.load([renamed], "confirmed", TOMORROW)
    office.ingest.load([CENTRE, NEW], "old", TODAY)
    office.follow()
    assert get(office, CENTRE).name == "CENTRE DES DOCKS"
    assert get(office, NEW) == NEW


def test_the_same_facts_told_again_change_nothing(office: Office) -> None:
    office.ingest.load(ALL)
    office.ingest.tell(PlaceClosed(**said(NOWHERE), reason="absent"))
    office.follow()
    head = office.uses.places.head()
    office.ingest.epoch = "another-epoch"  # ingest was restored: everything is told again
    assert office.follow() == 2
    assert get(office, NOWHERE).state == "closed"
    changed = office.uses.places.changed_after(head[1], 100)
    assert [one.place.id for one in changed] in ([], [NOWHERE.id])


def test_an_unchanged_place_is_not_indexed_again(office: Office) -> None:
    office.ingest.load(ALL)
    office.follow()
    renamed = msgspec.structs.replace(CENTRE, name="CENTRE DES DOCKS")
    office.ingest.load([*ALL[:1], renamed, *ALL[2:]], "v2", TOMORROW)
    head = office.uses.places.head()[1]
    office.follow()
    assert [one.place for one in office.uses.places.changed_after(head, 100)] == [renamed]


def test_a_vintage_that_is_gone_is_passed_over(office: Office) -> None:
    office.ingest.load(ALL)
    del office.ingest.vintages["v1"]
    office.ingest.tell(PlaceRegistered(**said(NEW), place=NEW))
    assert office.follow() == 2
    assert found(office, "dispensaire") == [NEW.id]


def index_of_a_new_process(office: Office) -> PlaceIndex:
    return PlaceIndex(office.uses.place_index.folder.parent, office.uses.places)


@pytest.mark.feature("D5")
def test_an_index_that_is_absent_is_rebuilt_from_the_table(office: Office) -> None:
    office.ingest.load(ALL)
    office.follow()
    shutil.rmtree(office.uses.place_index.folder)
    again = index_of_a_new_process(office)
    assert again.refresh() == len(ALL)
    assert again.search(d.FindPlaces(text="hopital")).places[0].place == HOSPITAL


def test_an_index_that_is_whole_is_not_built_again(office: Office) -> None:
    office.ingest.load(ALL)
    office.follow()
    assert index_of_a_new_process(office).refresh() == 0


@pytest.mark.parametrize("damage", ["meta.json", ".store", ".term", ".idx"])
def test_a_damaged_index_is_rebuilt(office: Office, damage: str) -> None:
    office.ingest.load(ALL)
    office.follow()
    folder = office.uses.place_index.folder
    for file in folder.iterdir():
        if file.name.endswith(damage):
            file.write_bytes(b"\x00" * 40)
    again = index_of_a_new_process(office)
    assert again.refresh() == len(ALL)
    assert again.search(d.FindPlaces(text="hopital")).places[0].place == HOSPITAL


def test_the_index_of_another_database_is_built_again(
    office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Office(tmp_path_factory.mktemp("other"))
    other.ingest.load([NEW])
    other.follow()
    office.ingest.load(ALL)
    office.follow()
    moved = PlaceIndex(other.uses.place_index.folder.parent, office.uses.places)
    assert moved.refresh() == len(ALL)
    assert moved.search(d.FindPlaces(text="dispensaire nouveau")).places == []
    other.uses.close()
