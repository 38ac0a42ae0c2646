"""Search measured on the real regional registers: every place, damaged and near, is among the first three."""

from __future__ import annotations

import random
import string
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.ingest.service import IngestService
from services.ingest.wiring import assemble
from shared.clock import SystemClock
from shared.contracts.directory import FindPlaces
from shared.contracts.ingest import LoadRegister, Place
from shared.eventstore.database import open_database
from shared.eventstore.migrate import migrate
from tests.unit.directory.office import Office

pytestmark = pytest.mark.real_data
PLACES = 1223 + 858
RECALL_LEAST = 0.99
FIRST = 3
SEED = 20260301


@pytest.fixture(scope="module")
def atlas(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A directory that follows a real ingest, both regional files loaded."""
    folder = tmp_path_factory.mktemp("atlas")
    database = open_database(f"sqlite:///{folder}/ingest", "ingest")
    migrate(database, "services.ingest")
    ingest = IngestService()
    ingest.uses = assemble(database, SystemClock(), folder)
    office = Office(folder, ingest=ingest)
    for file in sorted((real_data / "finess" / "idf").glob("*.csv")):
        office.call(LoadRegister(path=str(file)))
    office.follow()
    yield office
    office.uses.close()
    ingest.uses.close()


def every_place(office: Office) -> list[Place]:
    return [change.place for change in office.uses.places.changed_after(0, 2 * PLACES)]


def damaged(name: str, chance: random.Random) -> str:
    """Accents dropped, two letters changed into others."""
    plain = [c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c)]
    letters = [i for i, c in enumerate(plain) if c.isalpha()]
    for i in chance.sample(letters, min(2, len(letters))):
        plain[i] = chance.choice([c for c in string.ascii_lowercase if c != plain[i]])
    return "".join(plain)


Ask = Callable[[Place, random.Random], FindPlaces]


def at_its_place(place: Place, chance: random.Random) -> FindPlaces:
    return FindPlaces(text=damaged(place.name, chance), lat=place.lat, lon=place.lon)


def within_five_km(place: Place, chance: random.Random) -> FindPlaces:
    return FindPlaces(text=damaged(place.name, chance), lat=place.lat, lon=place.lon, radius_km=5, limit=3)


def two_streets_away(place: Place, chance: random.Random) -> FindPlaces:
    lat, lon = ((at or 0) + chance.uniform(-0.002, 0.002) for at in (place.lat, place.lon))
    return FindPlaces(text=damaged(place.name, chance), lat=lat, lon=lon)


@pytest.mark.feature("D5")
@pytest.mark.parametrize("ask", [at_its_place, within_five_km, two_streets_away])
def test_every_real_place_is_found_by_its_damaged_name_near_it(atlas: Office, ask: Ask) -> None:
    places, chance = every_place(atlas), random.Random(SEED)
    assert len(places) == PLACES
    took, missed = [], []
    for place in places:
        asked = ask(place, chance)
        began = time.perf_counter()
        found = atlas.uses.place_index.search(asked).places[:FIRST]
        took.append(time.perf_counter() - began)
        if place.id not in [one.place.id for one in found]:
            missed.append((place.name, asked.text))
    recall = 1 - len(missed) / PLACES
    p99_ms = sorted(took)[int(0.99 * PLACES)] * 1000
    print(f"search {ask.__name__}: recall@{FIRST} {recall:.4f}, p99 {p99_ms:.1f} ms, missed {missed[:5]}")
    assert recall >= RECALL_LEAST


@pytest.mark.feature("D2")
def test_every_real_place_is_read_as_ingest_states_it(atlas: Office) -> None:
    assert {place.state for place in every_place(atlas)} == {"open"}
    assert atlas.follow() == 0
