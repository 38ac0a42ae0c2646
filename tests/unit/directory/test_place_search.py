"""A place is found by what a hurried hand types, and by where it is."""

from __future__ import annotations

import pytest

from shared.contracts import directory as d
from shared.contracts.ingest import Place
from shared.problems import InvalidInput, NotFound
from shared.rpc.call import Actor
from tests.unit.directory.office import Office
from tests.unit.directory.places import (
    ALL,
    CENTRE,
    FOYER_NORTH,
    FOYER_SOUTH,
    HOSPITAL,
    NOTRE_DAME,
    NOWHERE,
    place,
)

LAT, LON = NOTRE_DAME


@pytest.fixture
def atlas(office: Office) -> Office:
    """A directory that knows ALL."""
    office.ingest.load(ALL)
    office.follow()
    return office


def names(office: Office, **asked: object) -> list[str]:
    found = office.call(d.FindPlaces(**asked), Actor(id="", kind="anonymous"))  # type: ignore[arg-type]
    return [one.place.id for one in found.places]


@pytest.mark.feature("D5")
@pytest.mark.parametrize(
    "text",
    [
        "hôpital de l'île rêvée",
        "hopital ile revee",
        "HOPITAL REVE",
        "hopitol ilz revee",
        "revee",
        "Hôpital  (Paris)",
    ],
)
def test_words_with_typos_and_without_accents_find_the_place(atlas: Office, text: str) -> None:
    assert names(atlas, text=text)[0] == HOSPITAL.id


@pytest.mark.feature("D5")
def test_what_resembles_nothing_finds_nothing_even_close_by(atlas: Office) -> None:
    assert names(atlas, text="zzzz qqqq", lat=LAT, lon=LON, radius_km=5.0) == []
    assert names(atlas, text="%%% ''", code_insee="99999") == []


@pytest.mark.feature("D5")
def test_of_two_places_of_one_name_the_nearest_comes_first(atlas: Office) -> None:
    asked = "foyer de vie acacias"
    assert names(atlas, text=asked, lat=48.93, lon=2.36)[:2] == [FOYER_NORTH.id, FOYER_SOUTH.id]
    assert names(atlas, text=asked, lat=48.63, lon=2.44)[:2] == [FOYER_SOUTH.id, FOYER_NORTH.id]


@pytest.mark.feature("D5")
def test_a_name_said_right_wins_over_what_is_close_by(atlas: Office) -> None:
    assert names(atlas, text="foyer de vie acacias", lat=LAT, lon=LON)[0] == FOYER_NORTH.id


def test_the_commune_typed_beside_the_name_chooses_among_namesakes(atlas: Office) -> None:
    assert names(atlas, text="foyer de vie acacias evry")[0] == FOYER_SOUTH.id


@pytest.mark.feature("D5")
def test_a_search_stays_within_its_radius_and_tells_distances(atlas: Office) -> None:
    request = d.FindPlaces(text="foyer", lat=48.93, lon=2.36, radius_km=5)
    (found,) = atlas.call(request).places
    assert found.place == FOYER_NORTH
    assert found.distance_m == pytest.approx(700, abs=30)
    assert names(atlas, text="maison sans position", lat=LAT, lon=LON, radius_km=500.0) == []


@pytest.mark.feature("D5")
def test_without_words_places_are_told_by_distance(atlas: Office) -> None:
    near = [HOSPITAL.id, CENTRE.id, FOYER_NORTH.id, FOYER_SOUTH.id]
    assert names(atlas, lat=LAT, lon=LON) == near
    assert names(atlas, lat=LAT, lon=LON, radius_km=5.0) == near[:2]
    assert names(atlas, lat=LAT, lon=LON, limit=1) == near[:1]
    assert names(atlas, lat=LAT, lon=LON, category="382") == near[2:]


@pytest.mark.feature("D5")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"category": "382"}, [FOYER_NORTH.id, FOYER_SOUTH.id]),
        ({"category": "382", "code_insee": "91228"}, [FOYER_SOUTH.id]),
        ({"code_insee": "75104"}, [CENTRE.id, HOSPITAL.id]),
        ({"code_insee": "75056", "text": "hopital"}, [HOSPITAL.id]),
        ({"code_insee": "69123"}, [NOWHERE.id]),
        ({"code_insee": "13055"}, []),
        ({}, []),
    ],
)
def test_places_are_filtered_by_category_and_commune(
    atlas: Office, asked: dict[str, str], found: list[str]
) -> None:
    assert names(atlas, **asked) == found


@pytest.mark.parametrize(
    "asked",
    [
        {"lat": 91.0},
        {"lon": -181.0},
        {"radius_km": 0.0},
        {"limit": 51},
        {"text": "x" * 201},
        {"text": "\x00"},
    ],
)
def test_a_search_out_of_bounds_is_refused_and_its_field_named(
    office: Office, asked: dict[str, object]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        names(office, **asked)
    assert refused.value.field == next(iter(asked))


def test_a_place_is_read_by_its_number_and_an_unknown_one_is_not_found(atlas: Office) -> None:
    assert atlas.call(d.GetPlace(source="finess", id=NOWHERE.id)) == NOWHERE
    with pytest.raises(NotFound, match="place"):
        atlas.call(d.GetPlace(source="other", id=NOWHERE.id))


@pytest.mark.parametrize("text", ["'; drop table place; --", "name:*", "[a TO z]", "🙂" * 50, "a " * 100])
def test_hostile_words_are_only_words(atlas: Office, text: str) -> None:
    assert names(atlas, text=text, lat=LAT, lon=LON) is not None


def test_many_places_at_one_address_are_told_apart_by_name(office: Office) -> None:
    units = [
        place(n, f"UNITE DE SOINS {name}") for n, name in enumerate(("ALPHA", "BRAVO", "CHARLIE", "DELTA"))
    ]
    office.ingest.load(units)
    office.follow()
    wanted: Place = units[2]
    assert names(office, text="unite soins chorlie", lat=wanted.lat, lon=wanted.lon)[0] == wanted.id
