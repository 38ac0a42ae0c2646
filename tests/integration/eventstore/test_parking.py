"""Parking: the fact at fault is set apart, those of its subject wait in order, all others go on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from shared.eventstore import parked as parked_module
from shared.eventstore.database import Database
from shared.eventstore.parked import ParkingFullError
from shared.eventstore.settling import PART_FACTS
from shared.problems import NotAllowed, Refused, Unavailable
from shared.rpc.reply import RemoteBug
from tests.integration.eventstore.notebook.tables import PARKED_FACT
from tests.integration.eventstore.parking import SECRET, Reader, fact, facts, feed_of
from tests.integration.eventstore.test_projection import rows


@pytest.mark.parametrize("before", [False, True])
def test_the_fact_at_fault_is_parked_its_subject_waits_and_others_go_on(
    database: Database, before: bool
) -> None:
    reader = Reader(database, poison=[13], before=before)
    assert reader.consumer.apply_batch("e", facts(60)) == 60
    assert reader.consumer.position() == ("e", 60)
    assert reader.at_fault() == {13: "ValueError"}
    assert [(one.fact.position, one.held) for one in reader.parked("s-3")] == [
        (13, False), (23, True), (33, True), (43, True), (53, True),
    ]  # fmt: skip
    done = reader.heard if before else reader.applied()
    assert done == [n for n in range(1, 61) if n % 10 != 3 or n == 3]


def test_one_fact_at_fault_costs_its_part_once_more(database: Database) -> None:
    reader = Reader(database, poison=[200])
    for last in (5, 10):  # from the second on it knows where it stands
        reader.consumer.apply_batch("e", facts(last))
    reader.tries = 0
    assert reader.consumer.apply_batch("e", facts(200)) == 190
    assert reader.at_fault() == {200: "ValueError"}
    assert reader.tries <= 190 + PART_FACTS + 1


def test_later_batches_wait_behind_what_an_earlier_one_parked(database: Database) -> None:
    reader = Reader(database, poison=[2])
    for last in (5, 15, 30):
        reader.consumer.apply_batch("e", facts(last))
    assert [one.fact.position for one in reader.parked("s-2")] == [2, 12, 22]
    assert len(reader.applied()) == 27


@pytest.mark.parametrize("before", [False, True])
def test_a_batch_that_is_all_poison_is_parked_whole(database: Database, before: bool) -> None:
    reader = Reader(database, poison=range(1, 1000), before=before)
    reader.consumer.apply_batch("e", [fact(n, f"subject-{n}") for n in range(1, 201)])
    assert len(reader.at_fault()) == 200
    assert reader.applied() == reader.heard == []


def test_what_is_kept_holds_a_reason_and_no_words(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    reader = Reader(database, poison=[1])
    reader.consumer.apply_batch("e", facts(1))
    (row,) = rows(database, PARKED_FACT)
    assert row.reason == "ValueError"
    assert SECRET not in repr(tuple(row)) + caplog.text
    reader.poison, reader.fall = {2}, lambda: Refused("too_late", SECRET)
    reader.consumer.apply_batch("e", facts(2))
    assert reader.at_fault()[2] == "refused:too_late"


@pytest.mark.parametrize(
    "fall",
    [
        lambda: Unavailable("store_unavailable"),
        lambda: NotAllowed("unknown_actor"),
        lambda: RemoteBug("c-1"),
        lambda: exc.OperationalError("select 1", {}, OSError()),
        lambda: exc.ProgrammingError("select 1", {}, OSError()),
        lambda: ConnectionResetError(),
    ],
)
@pytest.mark.parametrize("before", [False, True])
def test_what_passes_is_never_parked(database: Database, before: bool, fall: Callable[[], Exception]) -> None:
    reader = Reader(database, poison=[4], before=before)
    reader.fall = fall
    for _ in range(3):
        with pytest.raises(type(fall())):
            reader.consumer.apply_batch("e", facts(9))
    assert reader.consumer.position() == ("", 0)
    assert rows(database, PARKED_FACT) == []
    reader.poison = set()
    assert reader.consumer.apply_batch("e", facts(9)) == 9


def test_a_value_the_database_refuses_is_the_facts_fault(database: Database) -> None:
    reader = Reader(database, poison=[4])
    reader.fall = lambda: exc.DataError("insert", {}, ValueError())
    reader.consumer.apply_batch("e", facts(9))
    assert reader.at_fault() == {4: "DataError"}


def test_position_parking_and_effects_are_one_transaction(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parked_module, "PARKED_MAX_FACTS", 1)
    reader = Reader(database, poison=[3, 4])
    with pytest.raises(ParkingFullError):
        reader.consumer.apply_batch("e", facts(9))
    assert reader.consumer.position() == ("", 0)
    assert reader.applied() == [] == rows(database, PARKED_FACT)


def test_two_versions_of_the_fact_at_fault_stay_together(database: Database) -> None:
    reader = Reader(database, poison=[1])
    first, second = fact(1), fact(1)
    again = type(second)(**{**{f: getattr(second, f) for f in second.__struct_fields__}, "version": 2})
    reader.consumer.apply_batch("e", [first, again, fact(2)])
    assert [(one.fact.version, one.held) for one in reader.parked("s-1")] == [(1, False), (2, True)]
    assert reader.applied() == [2]


def test_a_restored_producer_is_heard_again_without_what_was_parked(database: Database) -> None:
    reader = Reader(database, poison=[3])
    reader.consumer.catch_up(feed_of(30))
    assert len(rows(database, PARKED_FACT)) == 3
    reader.poison = {5}
    assert reader.consumer.catch_up(feed_of(20, epoch="restored")) == 20
    assert reader.consumer.position() == ("restored", 20)
    assert [(row.epoch, row.position) for row in rows(database, PARKED_FACT)] == [
        ("restored", 5),
        ("restored", 15),
    ]
    assert reader.applied() == [n for n in range(1, 31) if n not in (23,)]


def test_without_a_table_nothing_is_parked_and_the_batch_waits(database: Database) -> None:
    reader = Reader(database, poison=[3])
    reader.consumer.parked = None
    with pytest.raises(ValueError, match="habite"):
        reader.consumer.apply_batch("e", facts(9))
    with database.views.begin() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(PARKED_FACT)).scalar() == 0
