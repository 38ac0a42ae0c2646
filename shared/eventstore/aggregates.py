"""Aggregates rebuilt from their events, with a bounded cache that is fast-forwarded and never dirty.

`load` gives a copy: a command that fails leaves the cached aggregate as it was. A cached aggregate made from
a subject's personal values is never served once that subject's key is destroyed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from shared.clock import Clock
from shared.eventstore.appending import EventStore
from shared.eventstore.copying import own_copy
from shared.eventstore.lru import Lru
from shared.eventstore.sealed import SealedMapper

CACHE_SIZE = 500  # aggregates per process
CACHE_TTL = timedelta(hours=1)  # bounds what an idle process keeps in memory
PAGE = 1_000  # events read at a time


@dataclass
class _Known:
    aggregate: Aggregate
    subjects: set[UUID]


class Aggregates:
    """The aggregates of one event store."""

    def __init__(self, store: EventStore, mapper: SealedMapper, clock: Clock) -> None:
        self._store = store
        self._mapper = mapper
        self._cache: Lru[UUID, _Known] = Lru(CACHE_SIZE, CACHE_TTL, clock)

    def load(self, aggregate_id: UUID) -> Aggregate | None:
        """The aggregate at its newest version, the caller's own copy; None when it has no event."""
        known = self._cached(aggregate_id)
        aggregate = own_copy(known.aggregate) if known else None
        subjects = set(known.subjects) if known else set()
        before = aggregate.version if aggregate else 0
        forwarded: Aggregate | None = self._forward(aggregate_id, aggregate, subjects)
        if forwarded is not None and forwarded.version != before:
            self._keep(own_copy(forwarded), subjects)
        return forwarded

    def saved(self, aggregate: Aggregate) -> None:
        """Keep what was just stored, its pending events collected, if the subjects of all its events are
        known."""
        events = aggregate.collect_events()
        if not events:
            return
        known = self._cache.get(aggregate.id)
        version, subjects = (known.aggregate.version, set(known.subjects)) if known else (0, set())
        if events[0].originator_version - 1 <= version < aggregate.version:
            for event in events:
                self._add_subject(event, subjects)
            self._keep(own_copy(aggregate), subjects)

    def evict(self, aggregate_id: UUID) -> None:
        self._cache.evict(aggregate_id)

    def forget(self, subject_id: UUID) -> None:
        """Evict the aggregates that hold personal values of the subject."""
        self._cache.evict_where(lambda known: subject_id in known.subjects)

    def _cached(self, aggregate_id: UUID) -> _Known | None:
        known = self._cache.get(aggregate_id)
        if known is None or all(self._mapper.readable(subject) for subject in known.subjects):
            return known
        self._cache.evict(aggregate_id)
        return None

    def _forward(self, aggregate_id: UUID, aggregate: Any, subjects: set[UUID]) -> Any:
        while True:
            version = aggregate.version if aggregate is not None else 0
            page = self._store.newer_events(aggregate_id, version, PAGE)
            for stored in page:
                event: Any = self._mapper.to_domain_event(stored)
                self._add_subject(event, subjects)
                aggregate = event.mutate(aggregate)
            if len(page) < PAGE:
                return aggregate

    def _add_subject(self, event: Any, subjects: set[UUID]) -> None:
        subject = self._mapper.subject_of(event)
        if subject is not None:
            subjects.add(subject)

    def _keep(self, aggregate: Aggregate, subjects: set[UUID]) -> None:
        readable = {subject for subject in subjects if self._mapper.readable(subject)}
        self._cache.put(aggregate.id, _Known(aggregate, readable))
