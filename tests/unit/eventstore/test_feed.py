"""A feed by itself: gapless, in the caller's transaction, several versions of one fact at one position."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest
import sqlalchemy as sa

from shared.contracts.shapes import Fact
from shared.eventstore.database import open_engine
from shared.eventstore.fact_lines import lines_of, positions_after
from shared.eventstore.feed import read_page, say
from shared.eventstore.tables import HEAD_ID, FeedTables, feed_tables

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


class Opened(Fact, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "test.opened"
    SUBJECT: ClassVar[str] = "door"
    door: str


class OpenedV2(Fact, frozen=True, kw_only=True):
    """`door` is called `entrance` since."""

    TYPE: ClassVar[str] = "test.opened"
    VERSION: ClassVar[int] = 2
    SUBJECT: ClassVar[str] = "entrance"
    entrance: str


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}", "feed.db")
    yield engine
    engine.dispose()


@pytest.fixture
def tables(engine: sa.Engine) -> FeedTables:
    metadata = sa.MetaData()
    tables = feed_tables(metadata)
    metadata.create_all(engine)
    head = {"id": HEAD_ID, "epoch": "e-1", "event_position": 0, "feed_position": 0, "log_position": 0}
    with engine.begin() as connection:
        connection.execute(sa.insert(tables.feed_head), head)
    return tables


def told(engine: sa.Engine, tables: FeedTables, *facts: Fact) -> None:
    with engine.begin() as connection:
        say(connection, tables, facts, AT)


def page(engine: sa.Engine, tables: FeedTables, after: int, limit: int) -> list[tuple[int, int, bool]]:
    with engine.connect() as connection:
        facts = read_page(connection, tables, after, limit).facts
    return [(fact.position, fact.version, fact.more) for fact in facts]


def test_positions_are_gapless_across_transactions(engine: sa.Engine, tables: FeedTables) -> None:
    told(engine, tables, Opened(door="a"), Opened(door="b"))
    told(engine, tables)
    told(engine, tables, Opened(door="c"))
    assert page(engine, tables, 0, 10) == [(1, 1, False), (2, 1, False), (3, 1, False)]
    assert page(engine, tables, 1, 1) == [(2, 1, False)]
    assert page(engine, tables, 3, 10) == []


def test_a_transaction_that_fails_says_nothing(engine: sa.Engine, tables: FeedTables) -> None:
    with engine.connect() as connection:
        say(connection, tables, [Opened(door="a")], AT)
        connection.rollback()
    told(engine, tables, Opened(door="b"))
    assert page(engine, tables, 0, 10) == [(1, 1, False)]


def test_two_versions_of_one_fact_share_its_position(engine: sa.Engine, tables: FeedTables) -> None:
    told(engine, tables, Opened(door="a"), OpenedV2(entrance="a"), Opened(door="b"), OpenedV2(entrance="b"))
    told(engine, tables, Opened(door="c"))
    assert page(engine, tables, 0, 10) == [
        (1, 1, True), (1, 2, False), (2, 1, True), (2, 2, False), (3, 1, False),
    ]  # fmt: skip
    assert page(engine, tables, 1, 1) == [(2, 1, True), (2, 2, False)], "a page never cuts a position"


@pytest.mark.parametrize(
    "facts",
    [
        [Opened(door="a"), Opened(door="a")],
        [Opened(door="a"), OpenedV2(entrance="b")],
        [OpenedV2(entrance="a"), Opened(door="a")],
    ],
)
def test_twice_in_one_version_or_of_another_subject_is_two_facts(facts: list[Fact]) -> None:
    assert positions_after(7, lines_of(facts)) == (8, 9)
