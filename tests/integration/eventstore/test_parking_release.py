"""Trying a parked fact again, or dropping it: its followers move on in order, all in one transaction."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from shared.eventstore.database import Database
from shared.eventstore.parking_release import Outcome, drop, retry
from shared.problems import NotFound, Refused, Unavailable
from tests.integration.eventstore.notebook.tables import ECHO
from tests.integration.eventstore.parking import Reader, facts

S_3 = [3, 13, 23, 33]


@pytest.fixture(params=[False, True], ids=["inside", "before"])
def reader(request: pytest.FixtureRequest, database: Database) -> Reader:
    """Fact 3 is parked, 13, 23 and 33 wait behind it; 7 is parked too, with 17, 27 and 37."""
    made = Reader(database, poison=[3, 7], before=request.param)
    made.consumer.apply_batch("e", facts(40))
    return made


def done(reader: Reader) -> list[int]:
    return reader.heard or reader.applied()


def test_what_can_be_applied_now_is_applied_with_its_followers_in_order(reader: Reader) -> None:
    reader.poison = {7}
    assert retry(reader.consumer, 3) == Outcome("", 4, 0)
    assert [n for n in done(reader) if n % 10 == 3] == S_3
    assert reader.at_fault() == {7: "ValueError"}
    reader.consumer.apply_batch("e", facts(45))
    assert 43 in done(reader)


def test_what_fails_again_stays_as_it_was(reader: Reader) -> None:
    before = reader.parked("s-3")
    reader.fall = lambda: KeyError("x")
    assert retry(reader.consumer, 3) == Outcome("KeyError", 0, 4)
    assert reader.parked("s-3") == before
    assert 13 not in done(reader)


def test_a_follower_that_fails_is_parked_and_holds_the_rest(reader: Reader) -> None:
    reader.poison = {23}
    assert retry(reader.consumer, 3) == Outcome("", 2, 2)
    assert [(one.fact.position, one.held) for one in reader.parked("s-3")] == [(23, False), (33, True)]
    reader.poison = set()
    assert retry(reader.consumer, 23) == Outcome("", 2, 0)
    assert [n for n in done(reader) if n % 10 == 3] == S_3


def test_what_is_dropped_is_never_applied_and_its_followers_are(reader: Reader) -> None:
    reader.poison = set()
    assert drop(reader.consumer, 3) == Outcome("", 3, 0)
    assert [n for n in done(reader) if n % 10 == 3] == S_3[1:]
    assert reader.parked("s-3") == []
    assert reader.consumer.position() == ("e", 40)


def test_a_held_fact_is_refused_and_told_behind_which(reader: Reader) -> None:
    for act in (retry, drop):
        with pytest.raises(Refused, match="held_fact"):
            act(reader.consumer, 13)
        with pytest.raises(NotFound):
            act(reader.consumer, 4)
    assert len(reader.parked("s-3")) == 4


def test_a_database_that_is_down_leaves_everything_parked(reader: Reader) -> None:
    before = reader.parked("s-3")
    reader.poison, reader.fall = {23}, lambda: Unavailable("store_unavailable")
    with pytest.raises(Unavailable):
        retry(reader.consumer, 3)
    assert reader.parked("s-3") == before


def test_a_fact_held_meanwhile_is_released_too(reader: Reader, database: Database) -> None:
    """The consumer goes on between the two lines of a retry: the new follower is not left behind."""
    reader.poison = {7}
    prepare, came = reader.consumer.prepare, []

    def late(*arguments: object, **options: object) -> object:
        if not came:
            came.append(True)
            reader.consumer.apply_batch("e", facts(43))
        return prepare(*arguments, **options)  # type: ignore[arg-type]

    reader.consumer.prepare = late  # type: ignore[method-assign, assignment]
    assert retry(reader.consumer, 3) == Outcome("", 5, 0)
    assert [n for n in done(reader) if n % 10 == 3] == [*S_3, 43]


def test_a_subject_released_while_a_batch_is_prepared_is_not_forgotten(reader: Reader) -> None:
    """The other way round: released between the preparation and the transaction of a batch."""
    reader.poison = {7}
    prepare, came = reader.consumer.prepare, []

    def early(*arguments: object, **options: object) -> object:
        prepared = prepare(*arguments, **options)  # type: ignore[arg-type]
        if not came:
            came.append(True)
            retry(reader.consumer, 3)
        return prepared

    reader.consumer.prepare = early  # type: ignore[method-assign, assignment]
    reader.consumer.apply_batch("e", facts(43))
    assert [n for n in done(reader) if n % 10 == 3] == [*S_3, 43]


def test_effects_and_rows_go_together(database: Database) -> None:
    reader = Reader(database, poison=[3])
    reader.consumer.apply_batch("e", facts(40))
    reader.poison = {23}
    reader.fall = lambda: Unavailable("later")
    with pytest.raises(Unavailable):
        retry(reader.consumer, 3)
    with database.views.connect() as connection:
        assert connection.execute(sa.select(ECHO).where(ECHO.c.position == 3)).first() is None
