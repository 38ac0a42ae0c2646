"""Rows folded in memory are those that writing each at once gives, whatever a view does, in both dialects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.eventstore import held_rows
from shared.eventstore.database import Database, open_database
from shared.eventstore.held_rows import HeldRows
from shared.eventstore.rows import Rows, SqlRows
from shared.eventstore.tables import Instant

METADATA = sa.MetaData()
CARD = sa.Table(
    "card",
    METADATA,
    sa.Column("book", sa.String(10), primary_key=True),
    sa.Column("number", sa.Integer(), primary_key=True),
    sa.Column("owner", sa.String(20), nullable=False),
    sa.Column("at", Instant(), nullable=True),
    sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.true()),
)
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
BOOKS, NUMBERS, OWNERS = ("a\tb", "c\\N", "é"), (1, 2, 3), ("o\n1", "", "o3")
Act = tuple[str, Any, Any]


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url, "cards")
    METADATA.create_all(opened.views)
    yield opened
    opened.close()


def do(rows: Rows, act: Act, known: set[Any]) -> None:
    """One act of a view; a card that is there is not added again, since the database would refuse it."""
    what, where, value = act
    if what == "add" and where not in known:
        row = {"book": where[0], "number": where[1], "owner": value}
        rows.add(CARD, row if where[1] == 1 else row | {"at": AT + timedelta(days=where[1])})
        known.add(where)
    elif what == "remove":
        rows.remove(CARD, {"number": where[1], "book": where[0]})
        known.discard(where)
    elif what == "change":
        rows.change(CARD, {"book": where[0], "number": where[1]}, {"owner": value})
    elif what == "remove_book":
        rows.remove(CARD, {"book": where[0]})
        known.difference_update({one for one in known if one[0] == where[0]})
    elif what == "change_owned":
        rows.change(CARD, {"owner": value}, {"kept": where[1] == 1, "at": None})
    elif what == "change_numbered":
        rows.change(CARD, {"number": where[1]}, {"owner": value})


ACTS = st.tuples(
    st.sampled_from(["add", "add", "remove", "change", "remove_book", "change_owned", "change_numbered"]),
    st.tuples(st.sampled_from(BOOKS), st.sampled_from(NUMBERS)),
    st.sampled_from(OWNERS),
)


def cards(database: Database) -> list[Any]:
    with database.views.connect() as connection:
        return sorted(map(tuple, connection.execute(sa.select(CARD))))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(ACTS, max_size=12), max_size=4), st.sampled_from([2, 1000]))
def test_pages_of_acts_leave_the_same_rows(database: Database, pages: list[list[Act]], held: int) -> None:
    left = []
    for folded in (False, True):
        known = set[Any]()
        with database.views.begin() as connection, pytest.MonkeyPatch.context() as patched:
            patched.setattr(held_rows, "HELD_MAX", held)
            connection.execute(sa.delete(CARD))
            for page in pages:
                rows = HeldRows(connection, [CARD]) if folded else SqlRows(connection)
                for act in page:
                    do(rows, act, known)
                if isinstance(rows, HeldRows):
                    rows.send()
        left.append((cards(database), {tuple(row[:2]) for row in cards(database)} == known))
    assert left[0] == left[1]
    assert left[0][1]


def test_removed_gone_and_owned_cards_found_by_other_columns_are_found_as_they_became(
    database: Database,
) -> None:
    with database.views.begin() as connection:
        rows = HeldRows(connection, [CARD])
        rows.add(CARD, {"book": "b", "number": 1, "owner": "first"})
        rows.change(CARD, {"owner": "first"}, {"at": AT})
        rows.change(CARD, {"book": "b", "number": 1}, {"owner": "second"})
        rows.change(CARD, {"owner": "first"}, {"at": None})
        rows.remove(CARD, {"owner": "first"})
        rows.send()
    assert cards(database) == [("b", 1, "second", AT, True)]


def test_a_row_that_exists_is_refused_at_the_latest_when_sent(database: Database) -> None:
    one = {"book": "b", "number": 1, "owner": "o"}
    for before in (False, True):
        with pytest.raises(sa.exc.IntegrityError), database.views.begin() as connection:
            _add_twice(HeldRows(connection, [CARD]), one, before)
    assert cards(database) == []


def _add_twice(rows: HeldRows, row: dict[str, Any], before: bool) -> None:
    rows.add(CARD, dict(row))
    if before:
        rows.send()
    rows.add(CARD, dict(row))
    rows.send()


def test_a_change_of_what_a_row_is_found_by_is_a_mistake_in_the_view(database: Database) -> None:
    with database.views.begin() as connection:
        rows = HeldRows(connection, [CARD])
        for where, values in (({"owner": "o"}, {"owner": "p"}), ({"owner": "o"}, {"number": 2})):
            with pytest.raises(ValueError, match="found by"):
                rows.change(CARD, where, values)
