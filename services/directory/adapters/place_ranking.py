"""Which of the candidates are meant, best first: how alike the words are, and how far the place is.

The less the words say, the more the position decides: that is what finds a name with two letters changed
among many of the same kind. What resembles nothing of what was typed is not kept, however close it stands.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from services.directory.adapters.place_words import grams, letters_shared, likeness
from services.directory.domain.names import folded
from shared.contracts.directory import FoundPlace
from shared.contracts.ingest import Place

NEARNESS_SCALE_M = 2_000.0
LIKENESS_LEAST = 0.25
CLOSE_BY = 0.75  # the nearness from which a place may resemble less: within 575 m
CLOSE_BY_LIKENESS_LEAST = 0.08
LETTERS_SHARED_LEAST = 0.3
SHORT_CHARS = 6  # two changed letters may leave no gram of such a name
POSITION_WEIGHT = 0.25  # what the position counts for when the words are right


@dataclass(frozen=True)
class Candidate:
    """A place that may be meant; its grams are those of its name and of what is typed beside it."""

    place: Place
    distance_m: int | None
    name_grams: frozenset[str]
    around_grams: frozenset[str]


def ranked(text: str, candidates: Sequence[Candidate]) -> list[FoundPlace]:
    """The places that `text` means, with their score, best first."""
    asked, letters = frozenset(grams(text)), folded(text)
    alike = [likeness(asked, one.name_grams, one.around_grams) for one in candidates]
    position_weight = POSITION_WEIGHT + 1.0 - max(alike, default=0.0)
    found = []
    for one, like in zip(candidates, alike, strict=True):
        near = 0.0 if one.distance_m is None else math.exp(-one.distance_m / NEARNESS_SCALE_M)
        if like >= LIKENESS_LEAST or (near > CLOSE_BY and _resembles(letters, one.place, like)):
            score = round(like + position_weight * near, 4)
            found.append(FoundPlace(place=one.place, distance_m=one.distance_m, score=score))
    return sorted(found, key=lambda one: (-one.score, one.distance_m or 0, one.place.id))


def _resembles(letters: str, place: Place, like: float) -> bool:
    """What is close by may resemble less: a few grams are enough, and few letters are compared one by one."""
    short = len(letters) <= SHORT_CHARS
    return like >= CLOSE_BY_LIKENESS_LEAST or (
        short and letters_shared(letters, folded(place.name)) >= LETTERS_SHARED_LEAST
    )
