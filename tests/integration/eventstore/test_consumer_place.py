"""A consumer that knows where it stands applies without asking first; whoever moved it is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from shared.eventstore import parking_release
from shared.eventstore.consumer_place import ConsumerPlace
from shared.eventstore.database import Database
from shared.eventstore.fact_consumer import Gap
from tests.integration.eventstore.parking import Reader, fact, facts, feed_of


@contextmanager
def locks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Each time the position was locked before anything was applied."""
    seen: list[int] = []
    lock, look = ConsumerPlace.lock, ConsumerPlace.lock_and_look

    def locked(self: ConsumerPlace, connection: sa.Connection, epoch: str) -> tuple[str, int]:
        seen.append(1)
        return lock(self, connection, epoch)

    def looked(self: ConsumerPlace, connection: sa.Connection, epoch: str, subjects: set[str]) -> object:
        found = look(self, connection, epoch, subjects)
        seen.extend([1] if found is not None else [])
        return found

    with monkeypatch.context() as patched:
        patched.setattr(ConsumerPlace, "lock", locked)
        patched.setattr(ConsumerPlace, "lock_and_look", looked)
        yield seen


def test_who_knows_where_it_stands_asks_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader(database)
    reader.consumer.apply_batch("e", facts(2))  # makes the row
    reader.consumer.apply_batch("e", facts(3))  # looks whether something is parked
    with locks(monkeypatch) as seen:
        assert reader.consumer.apply_batch("e", facts(5)) == 2
        assert reader.consumer.apply_batch("e", facts(5)) == 0
        assert reader.consumer.apply_batch("e", [fact(6)]) == 1
    assert len(seen) == (0 if database.views.dialect.name == "postgresql" else 3)
    assert reader.consumer.position() == ("e", 6)
    assert reader.applied() == list(range(1, 7))


def test_a_position_that_another_replica_moved_is_noticed(database: Database) -> None:
    one, other = Reader(database), Reader(database)
    for last in (2, 3):
        one.consumer.apply_batch("e", facts(last))
    assert other.consumer.apply_batch("e", facts(7)) == 4
    applied = one.applied()
    assert one.consumer.apply_batch("e", facts(5)) == 0
    assert one.consumer.apply_batch("e", facts(8)) == 1
    assert one.applied() == [*applied, 8]
    assert one.consumer.position() == other.consumer.position() == ("e", 8)


def test_a_gap_is_told_and_nothing_is_stored(database: Database) -> None:
    reader = Reader(database)
    for last in (2, 3):
        reader.consumer.apply_batch("e", facts(last))
    with pytest.raises(Gap):
        reader.consumer.apply_batch("e", [fact(4), fact(6)])
    assert reader.consumer.position() == ("e", 3)
    assert reader.applied() == [1, 2, 3]


def test_a_fact_that_fails_is_parked_and_holds_its_subject_until_it_is_released(database: Database) -> None:
    reader = Reader(database, poison=[13])
    for last in (2, 3, 12):
        reader.consumer.apply_batch("e", facts(last))
    assert reader.consumer.apply_batch("e", facts(23)) == 11
    assert reader.at_fault() == {13: "ValueError"}
    reader.consumer.apply_batch("e", facts(33))
    assert [one.fact.position for one in reader.parked("s-3")] == [13, 23, 33]
    reader.poison = set()
    parking_release.retry(Reader(database).consumer, 13)
    for last in (34, 35, 43):
        reader.consumer.apply_batch("e", facts(last))
    assert sorted(reader.applied()) == list(range(1, 44))
    assert reader.consumer.position() == ("e", 43)


def test_what_another_replica_parked_holds_its_subject_here(database: Database) -> None:
    one, other = Reader(database), Reader(database, poison=[4])
    for last in (2, 3):
        one.consumer.apply_batch("e", facts(last))
    other.consumer.apply_batch("e", facts(4))
    assert one.consumer.apply_batch("e", [fact(5), fact(6, "s-4")]) == 2
    assert [kept.fact.position for kept in one.parked("s-4")] == [4, 6]
    assert one.applied() == [1, 2, 3, 5]


def test_a_new_epoch_is_met_under_the_lock(database: Database) -> None:
    reader = Reader(database)
    for last in (2, 3, 4):
        reader.consumer.apply_batch("e", facts(last))
    assert reader.consumer.catch_up(feed_of(2, epoch="new")) == 2
    assert reader.consumer.position() == ("new", 2)
