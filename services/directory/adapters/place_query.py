"""From a search to the places it means: candidates from the index, then an exact ranking (place_ranking.py).

With words, the candidates share trigrams with them, or stand close by; without, they are taken by distance,
or all those of a commune or category.
"""

from __future__ import annotations

import msgspec
import tantivy
from tantivy import Occur, Query

from services.directory.adapters.geography import cells_within, distance_m
from services.directory.adapters.place_ranking import Candidate, ranked
from services.directory.adapters.place_words import grams
from services.directory.domain.names import folded
from shared.contracts.directory import FindPlaces, FoundPlace, FoundPlaces
from shared.contracts.ingest import Place

CANDIDATES_MAX = 60  # read and measured one by one: bounds the time of a search with words
NEIGHBOURS_MAX = 30
NEIGHBOUR_RADIUS_M = 500.0
LISTED_MAX = 2_000  # read one by one when there are no words to choose by
NEAR_STEPS_M = (500.0, 2_000.0, 8_000.0, 30_000.0, 120_000.0, 500_000.0)
Clause = tuple[Occur, Query]
Candidates = dict[tuple[int, int], Candidate]  # by segment and document of the index


class PlaceSearch:
    """One search on one state of the index."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, asked: FindPlaces) -> None:
        self._searcher = searcher
        self._schema = schema
        self._asked = asked
        self._grams = sorted(set(grams(asked.text)))
        self._position = None if asked.lat is None or asked.lon is None else (asked.lat, asked.lon)
        self._radius_m = asked.radius_km * 1000 if asked.radius_km and self._position else None

    def run(self) -> FoundPlaces:
        if self._grams:
            found = self._by_words()
        elif self._position:
            found = self._by_distance()
        else:
            found = self._all()
        return FoundPlaces(places=found[: self._asked.limit], total=len(found))

    def _by_words(self) -> list[FoundPlace]:
        words, filters = self._words(), self._filters()
        within = [(Occur.Must, self._cells(self._radius_m))] if self._radius_m is not None else []
        candidates = self._read([(Occur.Must, words), *within, *filters], CANDIDATES_MAX, {})
        if self._position:
            close = [(Occur.Must, self._cells(NEIGHBOUR_RADIUS_M)), (Occur.Should, words), *filters]
            candidates = self._read(close, NEIGHBOURS_MAX, candidates)
        reach_m = self._radius_m
        kept = [one for one in candidates.values() if reach_m is None or _within(one, reach_m)]
        return ranked(self._asked.text, kept)

    def _by_distance(self) -> list[FoundPlace]:
        """Nearest first, looking further away until enough are surely the nearest."""
        near: list[Candidate] = []
        for step_m in NEAR_STEPS_M:
            reach_m = step_m if self._radius_m is None else min(step_m, self._radius_m)
            clauses = [(Occur.Must, self._cells(reach_m)), *self._filters()]
            near = [one for one in self._read(clauses, LISTED_MAX, {}).values() if _within(one, reach_m)]
            if len(near) >= self._asked.limit or reach_m == self._radius_m:
                break
        found = [FoundPlace(place=one.place, distance_m=one.distance_m) for one in near]
        return sorted(found, key=lambda one: (one.distance_m or 0, one.place.id))

    def _all(self) -> list[FoundPlace]:
        """Those of the commune or category asked, by name; nothing when nothing is asked."""
        filters = self._filters()
        listed = self._read(filters, LISTED_MAX, {}).values() if filters else ()
        found = [FoundPlace(place=one.place) for one in listed]
        return sorted(found, key=lambda one: (one.place.name, one.place.id))

    def _words(self) -> Query:
        """Any of the grams or words: a flat union of terms, which the index cuts short with the best."""
        terms = [Query.term_query(self._schema, "grams", gram, "freq") for gram in self._grams]
        words = sorted(set(folded(self._asked.text).split()))
        terms += [Query.term_query(self._schema, "name", word, "freq") for word in words]
        return Query.boolean_query([(Occur.Should, term) for term in terms])

    def _filters(self) -> list[Clause]:
        codes = {"category": self._asked.category, "code_insee": self._asked.code_insee}
        return [
            (Occur.Must, Query.const_score_query(Query.term_query(self._schema, field, code, "basic"), 0.0))
            for field, code in codes.items()
            if code
        ]

    def _cells(self, radius_m: float) -> Query:
        cells = cells_within(*(self._position or (0.0, 0.0)), radius_m)
        return Query.const_score_query(Query.term_set_query(self._schema, "cells", cells), 0.0)

    def _read(self, clauses: list[Clause], limit: int, known: Candidates) -> Candidates:
        """What the clauses find, best first, added to what is known already."""
        hits = self._searcher.search(Query.boolean_query(clauses), limit, count=False).hits
        addresses = {(address.segment_ord, address.doc): address for _score, address in hits}
        new = {key: self._candidate(address) for key, address in addresses.items() if key not in known}
        return known | new

    def _candidate(self, address: tantivy.DocAddress) -> Candidate:
        document = self._searcher.doc(address)
        place = msgspec.json.decode(bytes(document["body"][0]), type=Place)
        name, around = (
            frozenset(part.split()) for part in bytes(document["compared"][0]).decode().split("\n")
        )
        return Candidate(place, self._distance_m(place), name, around)

    def _distance_m(self, place: Place) -> int | None:
        if self._position is None or place.lat is None or place.lon is None:
            return None
        return round(distance_m(*self._position, place.lat, place.lon))


def _within(one: Candidate, reach_m: float) -> bool:
    return one.distance_m is not None and one.distance_m <= reach_m
