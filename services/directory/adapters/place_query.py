"""From a search to the places it means: candidates from the index, then an exact ranking.

The index gives the candidates (trigrams shared with the name, and what stands close by); the ranking
measures how alike the words are and how far the place is. The less the words say, the more the position
decides: that is what finds a name with two letters changed among many of the same kind.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec
import tantivy
from tantivy import Occur, Query

from services.directory.adapters.geography import cells_within, distance_m
from services.directory.adapters.place_documents import around
from services.directory.adapters.place_words import grams, letters_shared, likeness
from services.directory.domain.names import folded
from shared.contracts.directory import FindPlaces, FoundPlace, FoundPlaces
from shared.contracts.ingest import Place

CANDIDATES_MAX = 60  # read and measured one by one: bounds the time of a search with words
NEIGHBOURS_MAX = 30
NEIGHBOUR_RADIUS_M = 500.0
LISTED_MAX = 2_000  # read one by one when there are no words to choose by
NEARNESS_SCALE_M = 2_000.0
LIKENESS_LEAST = 0.25
GRAMS_SHARED_LEAST = 0.3
SHORT_CHARS = 6  # two changed letters may leave no gram of such a name
NEAR_STEPS_M = (500.0, 2_000.0, 8_000.0, 30_000.0, 120_000.0, 500_000.0)


class PlaceSearch:
    """One search on one state of the index."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, asked: FindPlaces) -> None:
        self._searcher = searcher
        self._schema = schema
        self._asked = asked
        self._asked_grams = frozenset(grams(asked.text))

    def run(self) -> FoundPlaces:
        if self._asked_grams:
            found = self._by_words()
        elif self._has_position():
            found = self._by_distance()
        else:
            found = sorted(self._all(), key=lambda one: (one.place.name, one.place.id))
        return FoundPlaces(places=found[: self._asked.limit], total=len(found))

    def _by_words(self) -> list[FoundPlace]:
        filters = self._filters()
        radius_m = self._radius_m()
        if radius_m is not None:
            filters.append((Occur.Must, self._cells(radius_m)))
        words = self._words_query()
        hits = self._read(Query.boolean_query([(Occur.Must, words), *filters]), CANDIDATES_MAX)
        candidates = {(one.place.source, one.place.id): one for one in hits}
        if self._has_position():
            close = [(Occur.Must, self._cells(NEIGHBOUR_RADIUS_M)), (Occur.Should, words), *self._filters()]
            for one in self._read(Query.boolean_query(close), NEIGHBOURS_MAX):
                candidates.setdefault((one.place.source, one.place.id), one)
        return self._ranked([one for one in candidates.values() if self._in_radius(one)])

    def _ranked(self, found: list[FoundPlace]) -> list[FoundPlace]:
        alike = [
            likeness(self._asked_grams, frozenset(grams(one.place.name)), frozenset(grams(around(one.place))))
            for one in found
        ]
        doubt = 1.0 - max(alike, default=0.0)
        scored = []
        for one, like in zip(found, alike, strict=True):
            near = 0.0 if one.distance_m is None else math.exp(-one.distance_m / NEARNESS_SCALE_M)
            if like >= LIKENESS_LEAST or (near > 0.5 and self._resembles(one.place, like)):
                score = round(like + (0.25 + doubt) * near, 4)
                scored.append(msgspec.structs.replace(one, score=score))
        return sorted(scored, key=lambda one: (-one.score, one.distance_m or 0, one.place.id))

    def _resembles(self, place: Place, like: float) -> bool:
        """What is close by may resemble less: a gram is enough, and few letters are compared one by one."""
        asked = folded(self._asked.text)
        return like > 0 or (len(asked) <= SHORT_CHARS and letters_shared(asked, folded(place.name)) >= 0.3)

    def _by_distance(self) -> list[FoundPlace]:
        """Nearest first, looking further away until enough are surely the nearest."""
        limit_m = self._radius_m()
        for step_m in NEAR_STEPS_M:
            reach_m = step_m if limit_m is None else min(step_m, limit_m)
            query = Query.boolean_query([(Occur.Must, self._cells(reach_m)), *self._filters()])
            near = [one for one in self._read(query, LISTED_MAX) if (one.distance_m or 0) <= reach_m]
            if len(near) >= self._asked.limit or reach_m == limit_m:
                break
        return sorted(near, key=lambda one: (one.distance_m or 0, one.place.id))

    def _all(self) -> list[FoundPlace]:
        filters = self._filters()
        return self._read(Query.boolean_query(filters), LISTED_MAX) if filters else []

    def _words_query(self) -> Query:
        shared = []
        for gram in sorted(self._asked_grams):
            name = Query.term_query(self._schema, "name_grams", gram, "freq")
            beside = Query.boost_query(Query.term_query(self._schema, "around_grams", gram, "freq"), 0.4)
            shared.append((Occur.Should, Query.disjunction_max_query([name, beside], 0.1)))
        least = max(1, int(len(shared) * GRAMS_SHARED_LEAST))
        query = [(Occur.Must, Query.boolean_query(shared, minimum_number_should_match=least))]
        for word in sorted(set(folded(self._asked.text).split())):
            query.append((Occur.Should, Query.term_query(self._schema, "name", word, "freq")))
        return Query.boolean_query(query)

    def _filters(self) -> list[tuple[Occur, Query]]:
        codes = {"category": self._asked.category, "code_insee": self._asked.code_insee}
        return [
            (Occur.Must, Query.const_score_query(Query.term_query(self._schema, field, code, "basic"), 0.0))
            for field, code in codes.items()
            if code
        ]

    def _cells(self, radius_m: float) -> Query:
        cells = cells_within(self._asked.lat or 0.0, self._asked.lon or 0.0, radius_m)
        return Query.const_score_query(Query.term_set_query(self._schema, "cells", cells), 0.0)

    def _read(self, query: Query, limit: int) -> list[FoundPlace]:
        hits = self._searcher.search(query, limit, count=False).hits
        return list(self._places(address for _score, address in hits))

    def _places(self, addresses: Iterator[tantivy.DocAddress]) -> Iterator[FoundPlace]:
        for address in addresses:
            place = msgspec.json.decode(bytes(self._searcher.doc(address)["body"][0]), type=Place)
            yield FoundPlace(place=place, distance_m=self._distance_m(place))

    def _distance_m(self, place: Place) -> int | None:
        asked = self._asked
        if asked.lat is None or asked.lon is None or place.lat is None or place.lon is None:
            return None
        return round(distance_m(asked.lat, asked.lon, place.lat, place.lon))

    def _has_position(self) -> bool:
        return self._asked.lat is not None and self._asked.lon is not None

    def _radius_m(self) -> float | None:
        return self._asked.radius_km * 1000 if self._asked.radius_km and self._has_position() else None

    def _in_radius(self, one: FoundPlace) -> bool:
        radius_m = self._radius_m()
        return radius_m is None or (one.distance_m is not None and one.distance_m <= radius_m)
