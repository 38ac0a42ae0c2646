"""Writes a register in the official national shape (records, then geolocalisation), plainly fictitious.

Communes and categories are real; names are plain words, telephone numbers are those kept for fiction,
FINESS numbers begin with 99, and every place says on an address line that it was generated. The same seed,
the same file.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from pyproj import Transformer

from services.ingest.sources.invented import CATEGORIES, LABEL, NAMES, STREETS, SYSTEMS, TOWNS, Town
from services.ingest.sources.numbers import finess_key, luhn_sum

PLACES = 1200
PLACES_MAX = 500_000  # what the figures of a generated FINESS number can tell apart
SEED = 20260512
AS_OF = date(2024, 1, 1)
AROUND_M = 1500  # places stand at most this far from their commune's centre
FICTION_PHONES = (
    "019900",
    "026191",
    "035301",
    "046571",
    "053649",
)  # kept for fiction by the French regulator
FIRST_OPENING = date(1960, 1, 1)


def generate_register(path: Path, places: int = PLACES, seed: int = SEED, as_of: date = AS_OF) -> None:
    """Write `places` establishments to `path`, as the vintage of `as_of`; about one in ten has no
    position."""
    if not 1 <= places <= PLACES_MAX:
        raise ValueError(f"between 1 and {PLACES_MAX} places")
    rng = random.Random(seed)  # noqa: S311  # nothing secret: the same seed must give the same file
    numbered = [(number, rng.choice(TOWNS)) for number in range(places)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(["finess", "etalab", "0", as_of.isoformat()])
        writer.writerows(_structure(number, town, rng, as_of) for number, town in numbered)
        writer.writerows(_positions(numbered, rng, as_of))


def finess_number(number: int, kind: int) -> str:
    """A generated FINESS number: 99, six figures, whose last tells establishments (1) from legal entities
    (0)."""
    eight = f"99{number % 100_000:05d}{kind + 2 * (number // 100_000) % 10}"
    return eight + finess_key(eight)


def _structure(number: int, town: Town, rng: random.Random, as_of: date) -> list[str]:
    category, name = rng.choice(CATEGORIES), rng.choice(NAMES)
    opened = FIRST_OPENING + timedelta(days=rng.randrange((as_of - FIRST_OPENING).days))
    title = f"{category.opening} {name}"
    place = [town.commune, town.departement, town.departement_name, town.routing]
    dates = [opened.isoformat(), opened.isoformat(), as_of.isoformat()]
    return [
        "structureet", finess_number(number, 1), finess_number(number, 0), title,
        f"{title} - {town.routing[6:]}", LABEL, "", str(rng.randrange(1, 180)), "R", rng.choice(STREETS),
        "", "", *place, _phone(town, rng), "",
        category.code, category.label, category.group, category.group_label, _siret(number), "", "99",
        "Indéterminé", "", "", *dates, "",
    ]  # fmt: skip


def _phone(town: Town, rng: random.Random) -> str:
    """Overseas plans keep no number for fiction: none there."""
    return (
        ""
        if town.departement.startswith("9") and town.departement[1].isalpha()
        else (rng.choice(FICTION_PHONES) + f"{rng.randrange(10_000):04d}")
    )


def _siret(number: int) -> str:
    """A number of a company that cannot be: 000 begins no SIREN. One place in five has none."""
    if number % 5 == 0:
        return ""
    thirteen = f"000{number:06d}{1:04d}"
    return thirteen + str(-luhn_sum(thirteen + "0") % 10)


def _positions(numbered: list[tuple[int, Town]], rng: random.Random, as_of: date) -> Iterator[list[str]]:
    centres: dict[Town, tuple[float, float]] = {}
    for number, town in numbered:
        if town not in centres:
            to_projected = Transformer.from_crs("EPSG:4326", f"EPSG:{town.epsg}", always_xy=True)
            centres[town] = to_projected.transform(town.lon, town.lat)
        x, y = (value + rng.uniform(-AROUND_M, AROUND_M) for value in centres[town])
        if rng.randrange(10):
            yield [
                "geolocalisation", finess_number(number, 1), f"{x:.1f}", f"{y:.1f}", SYSTEMS[town.epsg],
                as_of.isoformat(),
            ]  # fmt: skip
