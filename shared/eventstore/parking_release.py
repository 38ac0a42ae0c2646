"""What a person does with a parked fact: try it again, or drop it; either way its followers move on.

One transaction each, under the lock of the consumer's position: the fact (when tried again), then those held
behind it, in order. A follower that fails in turn is parked and holds the rest. Nothing is changed when the
fact itself fails again.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from shared.contracts.shapes import PublishedFact
from shared.eventstore.fact_consumer import RELEASED_TRIES, FactConsumer
from shared.eventstore.parked import ParkedFact, ParkedFacts
from shared.eventstore.settling import Released, key_of
from shared.problems import NotFound, Refused, Unavailable


@dataclass(frozen=True)
class Outcome:
    """`failed`: why the fact failed again, "" when it did not; `applied` and `left` count the fact and its
    followers."""

    failed: str
    applied: int
    left: int


class _FailsAgain(Exception):
    """Undoes the transaction."""


def retry(consumer: FactConsumer, position: int) -> Outcome:
    """Apply the fact parked at `position`, then its followers.

    Raises NotFound, Refused (it is held behind another), and what is not the fault of a fact.
    """
    return _release(consumer, position, drop=False)


def drop(consumer: FactConsumer, position: int) -> Outcome:
    """Forget the fact parked at `position` and apply its followers. Raises as `retry`."""
    return _release(consumer, position, drop=True)


def _release(consumer: FactConsumer, position: int, *, drop: bool) -> Outcome:
    table = consumer.parked
    if table is None:
        raise NotFound("parking", "Ce consommateur ne met rien de côté.")
    for _ in range(RELEASED_TRIES):
        with consumer.engine.connect() as connection:
            head = _head(connection, table, position)
            behind = table.of_subject(connection, head.epoch, head.fact.subject)
        try:
            outcome = _settle_again(consumer, table, head, _facts(behind, head if drop else None), drop=drop)
        except Released:
            continue
        consumer.count_parked()
        return outcome
    raise Unavailable("parked_facts_moving", "Des faits arrivent sans cesse : réessayez dans un instant.")


def _settle_again(
    consumer: FactConsumer, table: ParkedFacts, head: ParkedFact, known: list[PublishedFact], *, drop: bool
) -> Outcome:
    prepared = consumer.prepare(head.epoch, known, blocked=set())
    failed = ""
    try:
        with consumer.engine.begin() as connection:
            consumer.lock(connection, head.epoch)
            behind = table.of_subject(connection, head.epoch, head.fact.subject)
            facts = _facts(behind, head if drop else None)
            if not any(key_of(one.fact) == key_of(head.fact) and not one.held for one in behind):
                raise Released  # somebody else was here
            table.remove_subject(connection, head.epoch, head.fact.subject)
            parked = consumer.settle(connection, head.epoch, facts, prepared)
            failed = parked.get(key_of(head.fact), "")
            if failed:
                raise _FailsAgain
            left = len(table.of_subject(connection, head.epoch, head.fact.subject))
    except _FailsAgain:
        return Outcome(failed, 0, len(facts))
    return Outcome("", len(facts) - left, left)


def _head(connection: sa.Connection, table: ParkedFacts, position: int) -> ParkedFact:
    found = table.find(connection, position)
    if found is None:
        raise NotFound("parked_fact", "Aucun fait n’est mis de côté à cette position.")
    if found.held:
        before = table.of_subject(connection, found.epoch, found.fact.subject)[0].fact.position
        raise Refused("held_fact", f"Ce fait attend derrière le fait {before} : traitez d’abord celui-là.")
    return found


def _facts(behind: list[ParkedFact], dropped: ParkedFact | None) -> list[PublishedFact]:
    return [one.fact for one in behind if dropped is None or key_of(one.fact) != key_of(dropped.fact)]
