"""Chapter 1: the official register is read, a place drawn from it is found by a damaged name, a bad
file is refused.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deploy.story.telling import Telling, expect, require
from deploy.story.world import Cast, refused
from services.ingest.domain.rows import Row
from services.ingest.sources.detect import open_register
from shared.contracts.ingest import Place

SEED = 20260115  # the same register draws the same place
NEAR_KM = 5.0


def tell_register(telling: Telling, cast: Cast, places: Sequence[Place]) -> None:
    """`places`: every place of the register file, as its source parser reads them."""
    telling.chapter("1. Le registre officiel")
    _load(telling, cast, places)
    _search(telling, cast, draw(places))
    _bad_files(telling, cast, places)


def _in_register(cast: Cast) -> int:
    return sum(extent["places"] for extent in cast["operator"].get("/register")["extents"])


def _load(telling: Telling, cast: Cast, places: Sequence[Place]) -> None:
    world = cast.world
    kind = "engendré pour la démonstration, au format officiel" if world.register_is_generated else "fourni"

    def load() -> None:
        report = cast["operator"].post("/register/loads", {"path": world.seen_by_ingest(world.register)})
        cast.things["report"] = report

    def loaded() -> None:
        expect(_in_register(cast), len(places), "places in the register")
        report = cast.things["report"]
        telling.say(f"places: {report['registered']} registered, {report['rejected']} rejected")

    telling.step(f"un registre ({kind}, {len(places)} lieux) est lu en entier", load, loaded)


def _search(telling: Telling, cast: Cast, drawn: Place) -> None:
    searched = {"q": damage(drawn.name), **_near(drawn)}

    def found() -> None:
        answer = cast["operator"].get("/places", limit=3, **searched)
        first = [(p["place"]["source"], p["place"]["id"]) for p in answer["places"]]
        require((drawn.source, drawn.id) in first, f"{drawn.name!r} searched as {searched} found {first}")

    def search_something_else() -> None:
        searched["q"] = "zzzz qqqq"

    telling.step(
        f"« {searched['q']} », près de là, retrouve « {drawn.name} » parmi les trois premiers",
        lambda: None,
        found,
        undo=search_something_else,
    )


def _bad_files(telling: Telling, cast: Cast, places: Sequence[Place]) -> None:
    register = cast.world.register

    def bad_registers() -> None:
        _refused_file(cast, "page.csv", b"<!DOCTYPE html><html><body>Service indisponible</body></html>")
        content = register.read_bytes()
        _refused_file(cast, f"court-{register.name}", content[: len(content) // 3])
        expect(_in_register(cast), len(places), "places after the refused files")

    telling.step(
        "une page web et un fichier coupé sont refusés, le dernier bon registre reste",
        lambda: None,
        bad_registers,
        undo=lambda: cast.things.update(good_instead=register.read_bytes()),
    )


def read_places(register: Path) -> list[Place]:
    """Every place of a register file, as its own source's parser reads it."""
    return [row.place for row in open_register(register).rows() if isinstance(row, Row)]


def _refused_file(cast: Cast, name: str, content: bytes) -> None:
    file = cast.world.inbox / name
    file.write_bytes(cast.things.get("good_instead", content))
    path = cast.world.seen_by_ingest(file)
    refused(lambda: cast["operator"].post("/register/loads", {"path": path}), 422, "register_refused")


def draw(places: Sequence[Place]) -> Place:
    """One open place with a name long enough to be damaged twice."""
    fit = [p for p in places if p.state == "open" and sum(c.isalpha() for c in p.name) >= 8]
    return random.Random(SEED).choice(fit or list(places))  # noqa: S311  # a draw, not a secret


def damage(name: str) -> str:
    """The name without accents, in small letters, two of its letters changed, as a hurried hand types it."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    letters = [i for i, c in enumerate(plain) if c.isalpha()]
    chosen = random.Random(SEED).sample(letters, 2)  # noqa: S311  # a draw, not a secret
    changed = [
        chr((ord(c) - 97 + 7) % 26 + 97) if i in chosen and c.isascii() else c for i, c in enumerate(plain)
    ]
    return "".join(changed)


def _near(place: Place) -> dict[str, Any]:
    if place.lat is not None and place.lon is not None:
        return {"lat": place.lat, "lon": place.lon, "radius_km": NEAR_KM}
    return {"code_insee": place.code_insee} if place.code_insee else {}
