"""Consuming another service's facts, whichever way they come: each applied once, in order, with the position.

Promises: `apply_batch` is idempotent (what was applied is skipped) and never jumps a fact (`Gap`); the facts'
effects, what was parked and the position are one transaction. A fact that cannot be applied is parked, later
facts of its subject are held behind it, others go on (see settling.py). After a restore of the producer (a
new epoch) everything is applied again from the start, so `apply` must be able to meet a fact twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from shared.clock import Clock, SystemClock
from shared.contracts.shapes import FeedPage, PublishedFact
from shared.eventstore.consumer_place import ConsumerPlace, Place
from shared.eventstore.parked import ParkedFacts
from shared.eventstore.settling import (
    PART_FACTS,
    Apply,
    Key,
    NotAllGoodError,
    Prepared,
    Released,
    Settling,
    prepare,
)
from shared.logs import get_logger
from shared.metrics import PARKED_FACTS
from shared.problems import Unavailable

PAGE = 200  # facts asked and applied at a time
RELEASED_TRIES = 5  # each time someone released a blocked subject between two lines of ours
_log = get_logger(__name__)
_NOTHING_BEFORE = Prepared(everything=True)
Before = Callable[[Sequence[PublishedFact]], None]


class Gap(Exception):  # says where, for the catch-up to start from
    """The next fact is not the one expected: some were missed."""

    def __init__(self, expected: int, got: int) -> None:
        super().__init__(f"expected fact {expected}, got {got}")
        self.expected = expected
        self.got = got


class _ElsewhereError(Exception):
    """Somebody else moved the position."""


class FactConsumer:
    """The consumer `name` of the facts of `producer`; its position is in `positions`
    (tables.consumer_table), what it parks in `parked` (tables.parked_table): without, nothing is parked and a
    batch that fails is left for later.

    `before` does what cannot be done inside the transaction. It is called first, with the facts in order, and
    again, with fewer, when something fails: it stops at the first fact that fails, and does nothing twice.
    """

    def __init__(
        self,
        name: str,
        producer: str,
        engine: sa.Engine,
        positions: sa.Table,
        apply: Apply,
        before: Before | None = None,
        *,
        parked: sa.Table | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.name = name
        self.producer = producer
        self.engine = engine
        self.parked = (
            ParkedFacts(parked, name, producer, clock or SystemClock()) if parked is not None else None
        )
        self._place = ConsumerPlace(engine, positions, parked, name, producer)
        self._sure: Place | None = None  # where we stand, with nothing parked
        self._apply = apply
        self._before = before

    def position(self) -> tuple[str, int]:
        """The (epoch, position) of the last fact applied; ("", 0) before the first."""
        return self._place.read()

    def apply_batch(self, epoch: str, facts: Sequence[PublishedFact]) -> int:
        """Apply what is new of `facts` (in order) and move the position; returns how many were passed.

        Raises Gap when one is missing, and what is not the fault of a fact (see fact_fault.py); nothing is
        stored then.
        """
        for _ in range(RELEASED_TRIES):
            try:
                return self._apply_new(epoch, facts)
            except Released:
                continue
        raise Unavailable("parked_facts_moving")

    def catch_up(self, reader: Callable[[int, int], FeedPage]) -> int:
        """Read the producer's feed by `reader(after, limit)` and apply it, up to the head that it had at the
        first page: who says facts without end doesn't keep us. Returns how many."""
        applied, target, self._sure = 0, -1, None
        while True:
            epoch, position = self.position()
            page = reader(position, PAGE)
            if page.epoch != epoch and position > 0:
                _log.warning("producer_restored", consumer=self.name, producer=self.producer)
                page = reader(0, PAGE)
            target = page.head if target < 0 else min(target, page.head)
            if page.facts:
                applied += self.apply_batch(page.epoch, page.facts)
            if not page.facts or page.facts[-1].position >= target:
                self.count_parked()
                return applied

    def count_parked(self) -> None:
        """Tell the metrics how many facts are parked and held."""
        if self.parked is not None:
            with self.engine.connect() as connection:
                count = self.parked.count(connection)
            PARKED_FACTS.labels(self.name, self.producer, "at_fault").set(count.at_fault)
            PARKED_FACTS.labels(self.name, self.producer, "held").set(count.held)

    def prepare(
        self, epoch: str, facts: Sequence[PublishedFact], blocked: set[str] | None = None
    ) -> Prepared:
        """Do what comes before the transaction. `blocked`: the subjects to leave out (default: as stored)."""
        if self._before is None:
            return Prepared(everything=True)
        if self.parked is None:
            self._before(facts)
            return Prepared(everything=True)
        if blocked is None:
            with self.engine.connect() as connection:
                blocked = self.parked.blocked(connection, epoch, {fact.subject for fact in facts})
        return prepare(self._before, facts, blocked)

    def settle(
        self,
        connection: sa.Connection,
        epoch: str,
        facts: Sequence[PublishedFact],
        prepared: Prepared,
        *,
        hopeful: bool = False,
        suspect: Key | None = None,
        blocked: set[str] | None = None,
    ) -> dict[Key, str]:
        """Apply, park or hold these; returns those parked, by position and version, with their reason.
        `hopeful`, `suspect`, `blocked`: see Settling."""
        if self.parked is None:
            for fact in facts:
                self._apply(connection, fact)
            return {}
        settling = Settling(connection, epoch, self.parked, self._apply, prepared)
        settling.settle(facts, hopeful=hopeful, suspect=suspect, blocked=blocked)
        return settling.parked

    def lock(self, connection: sa.Connection, epoch: str) -> Place:
        """The position, held until commit: replicas take turns. What a former epoch parked is forgotten."""
        known = self._place.lock(connection, epoch)
        if known[0] != epoch and self.parked is not None:
            self.parked.remove_other_epochs(connection, epoch)
        return known

    def _apply_new(self, epoch: str, facts: Sequence[PublishedFact]) -> int:
        sure, self._sure, suspect = self._sure, None, None
        few = len(facts) <= PART_FACTS  # of many, the question before is the least part
        if sure is not None and sure[0] == epoch and self._before is None and few:
            try:
                return self._apply_unlocked(sure, facts)
            except NotAllGoodError as fails:
                suspect = fails.key
            except (Gap, _ElsewhereError):
                _log.debug("consumer_elsewhere", consumer=self.name, producer=self.producer)
        new = list(facts)
        if self._before is not None:  # else the position is read once, under its lock
            new = _next_ones(_after(epoch, self.position()), facts)
        if not new:
            return 0
        prepared = self.prepare(epoch, new)
        try:
            passed, parked = self._settle_new(epoch, new, prepared, suspect)
        except NotAllGoodError as fails:
            passed, parked = self._settle_new(epoch, new, prepared, fails.key)
        if parked:
            self.count_parked()
        return passed

    def _apply_unlocked(self, known: Place, facts: Sequence[PublishedFact]) -> int:
        """Apply what is new without a question before. Raises Gap or _ElsewhereError when we don't stand at
        `known`, NotAllGoodError when a fact fails: nothing is stored then. Only who moves the position parks,
        so nothing is parked there."""
        new = _next_ones(known[1], facts)
        with self.engine.begin() as connection:
            if new:
                self.settle(connection, known[0], new, _NOTHING_BEFORE, hopeful=True, blocked=set())
                to = (known[0], new[-1].position)
                if not self._place.moved_from(connection, known, to):
                    raise _ElsewhereError
                known = to
        self._sure = known
        return len(new)

    def _settle_new(
        self, epoch: str, facts: Sequence[PublishedFact], prepared: Prepared, suspect: Key | None
    ) -> tuple[int, dict[Key, str]]:
        """How many were passed, and those parked. Raises NotAllGoodError where nobody was suspected."""
        parked: dict[Key, str] = {}
        with self.engine.begin() as connection:
            standing = self._place.lock_and_look(connection, epoch, {fact.subject for fact in facts})
            known = standing.at if standing and standing.at else self.lock(connection, epoch)
            new = _next_ones(_after(epoch, known), facts)
            if new:
                blocked = standing.blocked if standing else None
                hopeful = suspect is None
                parked = self.settle(
                    connection, epoch, new, prepared, hopeful=hopeful, suspect=suspect, blocked=blocked
                )
                known = (epoch, new[-1].position)
                self._place.move(connection, known)
        if standing and not standing.parks and not parked:
            self._sure = known
        return len(new), parked


def _after(epoch: str, known: tuple[str, int]) -> int:
    return known[1] if known[0] == epoch else 0


def _next_ones(position: int, facts: Sequence[PublishedFact]) -> list[PublishedFact]:
    """The facts after `position`, which must follow each other without a gap (versions share a position)."""
    new = [fact for fact in facts if fact.position > position]
    for fact in new:
        if fact.position not in (position, position + 1):
            raise Gap(position + 1, fact.position)
        position = fact.position
    return new
