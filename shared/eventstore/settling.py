"""One batch of facts inside the transaction of its position: applied, parked or held, none left over.

A few facts are applied in the hope that all goes well; where one fails they begin again. More are applied in
parts, each under a savepoint. In the part where a fact fails, what comes before it is applied again without
it, then the fact alone: failing first in line it is parked, and later facts of its subject are held. Each
fault costs at most its part once more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from shared.contracts.shapes import PublishedFact
from shared.eventstore.fact_fault import is_to_wait_for, reason_of
from shared.eventstore.parked import ParkedFacts
from shared.logs import get_logger

Apply = Callable[[sa.Connection, PublishedFact], None]
Key = tuple[int, int]  # position, version
PART_FACTS = 25  # under one savepoint, which costs two round trips
HELD = "held"  # the reason of a fact at which nothing is wrong
_log = get_logger(__name__)


def key_of(fact: PublishedFact) -> Key:
    return fact.position, fact.version


class Released(Exception):  # tells the caller to begin again
    """A subject was blocked when the batch was prepared, and is no longer."""


class NotAllGoodError(Exception):
    """The fact `key` of the batch fails: nothing of it may be stored this way."""

    def __init__(self, key: Key) -> None:
        super().__init__(key)
        self.key = key


class _KnownFault(Exception):
    """This fact failed already while it was prepared."""


@dataclass
class Prepared:
    """What was done before the transaction: for which facts, which of them failed and why, and which subjects
    are blocked. `everything`: nothing needs to be done before."""

    everything: bool = False
    done: set[Key] = field(default_factory=set)
    faults: dict[Key, str] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)


class Settling:
    """Settles facts of one epoch in one open transaction; `parked` tells which were set apart."""

    def __init__(
        self, connection: sa.Connection, epoch: str, table: ParkedFacts, apply: Apply, prepared: Prepared
    ) -> None:
        self._connection = connection
        self._epoch = epoch
        self._table = table
        self._apply = apply
        self._prepared = prepared
        self._blocked: set[str] = set()
        self.parked: dict[Key, str] = {}
        self.held = 0

    def settle(
        self,
        facts: Sequence[PublishedFact],
        *,
        hopeful: bool = False,
        suspect: Key | None = None,
        blocked: Collection[str] | None = None,
    ) -> None:
        """Raises what is nobody's fault (see fact_fault), Released, ParkingFullError; `hopeful`, which spares
        the savepoint of one part in which all goes well, NotAllGoodError where it does not: begin again,
        without, that fact being the `suspect`. `blocked`: the subjects that a parked fact blocks, where the
        caller looked, under its lock.
        """
        if blocked is None:
            blocked = self._table.blocked(self._connection, self._epoch, _subjects(facts))
        self._blocked = set(blocked)
        if hopeful and len(facts) <= PART_FACTS:
            self._hope(facts)
            return
        before = (place for place, fact in enumerate(facts) if key_of(fact) == suspect)
        start, end = 0, next(before, PART_FACTS)
        while start < len(facts):
            done, why = self._try(facts[start:end])
            if why is None:
                start, end = end, end + PART_FACTS
            elif done:
                end = start + done
            else:
                self._park(facts[start], why)
                start, end = start + 1, start + 1 + PART_FACTS
        if self.parked or self.held:
            self._table.check_room(self._connection)

    def _hope(self, facts: Sequence[PublishedFact]) -> None:
        for fact in facts:
            try:
                self.held += self._one(fact)
            except Released:
                raise
            except Exception as why:
                if is_to_wait_for(why):
                    raise
                raise NotAllGoodError(key_of(fact)) from why
        if self.held:
            self._table.check_room(self._connection)

    def _try(self, facts: Sequence[PublishedFact]) -> tuple[int, Exception | None]:
        """Apply or hold these; what failed leaves no trace. Returns how many went well before it."""
        done = held = 0
        try:
            with self._connection.begin_nested():
                for fact in facts:
                    held += self._one(fact)
                    done += 1
        except Released:
            raise
        except Exception as why:
            if is_to_wait_for(why):
                raise
            return done, why
        self.held += held
        return done, None

    def _one(self, fact: PublishedFact) -> bool:
        """Apply the fact, or hold it (True)."""
        if fact.subject in self._blocked:
            self._table.add(self._connection, self._epoch, fact, HELD, held=True)
            return True
        if key_of(fact) in self._prepared.faults:
            raise _KnownFault
        if not self._prepared.everything and key_of(fact) not in self._prepared.done:
            raise Released
        self._apply(self._connection, fact)
        return False

    def _park(self, fact: PublishedFact, why: Exception) -> None:
        reason = self._prepared.faults.get(key_of(fact)) or reason_of(why)
        self._table.add(self._connection, self._epoch, fact, reason, held=False)
        self._blocked.add(fact.subject)
        self.parked[key_of(fact)] = reason
        _log.error("fact_parked", position=fact.position, type=fact.type, reason=reason)


def prepare(
    before: Callable[[Sequence[PublishedFact]], None],
    facts: Sequence[PublishedFact],
    blocked: Collection[str],
) -> Prepared:
    """Call `before` with the facts whose subject isn't blocked, by halves where it fails: until what fails is
    one fact, whose subject is then blocked too. `before` goes in order, stops where it fails, and does
    nothing twice. Raises what is nobody's fault.
    """
    made = Prepared(blocked=set(blocked))
    waiting = [list(facts)]
    while waiting:
        part = [fact for fact in waiting.pop() if fact.subject not in made.blocked]
        try:
            if part:
                before(part)
        except Exception as why:
            if is_to_wait_for(why):
                raise
            if len(part) > 1:
                waiting += [part[len(part) // 2 :], part[: len(part) // 2]]
                continue
            made.faults[key_of(part[0])] = reason_of(why)
            made.blocked.add(part[0].subject)
        else:
            made.done.update(map(key_of, part))
    return made


def _subjects(facts: Sequence[PublishedFact]) -> set[str]:
    return {fact.subject for fact in facts}
