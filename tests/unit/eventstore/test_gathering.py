"""Rows held back by a rebuild arrive in the order that the view wrote them, whatever it does between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from shared.eventstore.gathering import Gathering

METADATA = sa.MetaData()
PARENT = sa.Table(
    "parent", METADATA, sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.Text())
)
CHILD = sa.Table(
    "child", METADATA, sa.Column("id", sa.Integer(), primary_key=True), sa.Column("of", sa.Integer())
)


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    METADATA.create_all(engine)
    with engine.begin() as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def gathering(connection: sa.Connection) -> Gathering:
    return Gathering(connection, (PARENT, CHILD))


def add(gathering: Gathering, number: int, name: str = "first") -> None:
    gathering.as_connection().execute(sa.insert(PARENT), {"id": number, "name": name})


def names(connection: sa.Connection) -> list[str]:
    return list(connection.execute(sa.select(PARENT.c.name).order_by(PARENT.c.id)).scalars())


def test_inserts_wait_until_they_are_sent(connection: sa.Connection, gathering: Gathering) -> None:
    add(gathering, 1)
    gathering.as_connection().execute(sa.insert(CHILD), {"id": 1, "of": 1})
    add(gathering, 2)
    assert names(connection) == []
    gathering.send()
    assert names(connection) == ["first", "first"]


def test_a_change_meets_what_was_written_before_it_and_not_after(
    connection: sa.Connection, gathering: Gathering
) -> None:
    add(gathering, 1)
    gathering.as_connection().execute(sa.update(PARENT).values(name="changed"))
    add(gathering, 2)
    gathering.send()
    assert names(connection) == ["changed", "first"]


def test_a_view_reads_its_own_rows(gathering: Gathering) -> None:
    add(gathering, 1)
    assert names(gathering.as_connection()) == ["first"]
    add(gathering, 2)
    assert gathering.as_connection().scalar(sa.select(sa.func.count()).select_from(PARENT)) == 2


def test_rows_of_other_columns_and_inserts_with_values_of_their_own_are_kept_whole(
    connection: sa.Connection, gathering: Gathering
) -> None:
    add(gathering, 1)
    gathering.as_connection().execute(sa.insert(PARENT), {"id": 2})
    gathering.as_connection().execute(sa.insert(PARENT).values(name="given"), {"id": 3})
    gathering.send()
    assert names(connection) == ["first", None, "given"]


def test_a_row_that_exists_is_refused_when_sent(gathering: Gathering) -> None:
    add(gathering, 1)
    add(gathering, 1)
    with pytest.raises(sa.exc.IntegrityError):
        gathering.send()
