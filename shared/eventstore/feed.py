"""A feed: public facts numbered without gap, written inside the transaction of what they tell.

The head's row is locked until commit, so that commit order is reading order. A fact said in two versions
takes one position and one row for each version. Knows neither aggregates nor their library: a service that
stores no events (the gateway) keeps a feed with this alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa

from shared.contracts.shapes import Fact, FeedPage, PublishedFact
from shared.eventstore.fact_lines import fact_values, lines_of, positions_after
from shared.eventstore.tables import HEAD_ID, FeedTables

NOTIFY_CHANNEL = "maillon_append"
PAGE_POSITIONS_MAX = 500


def lock_head(connection: sa.Connection, feed_head: sa.Table) -> Any:
    """The head's row, held until commit: whoever appends next waits here."""
    row = connection.execute(sa.select(feed_head).where(feed_head.c.id == HEAD_ID).with_for_update()).first()
    if row is None:
        raise RuntimeError("the feed has no head: run the migrations first")
    return row


def say(connection: sa.Connection, tables: FeedTables, facts: Iterable[Fact], recorded_at: datetime) -> None:
    """Append facts to a feed that stands alone, in the caller's transaction."""
    lines = lines_of(facts)
    if not lines:
        return
    positions = positions_after(lock_head(connection, tables.feed_head).feed_position, lines)
    rows = [fact_values(at, line, recorded_at) for at, line in zip(positions, lines, strict=True)]
    connection.execute(sa.insert(tables.feed), rows)
    head = tables.feed_head
    connection.execute(sa.update(head).where(head.c.id == HEAD_ID).values(feed_position=positions[-1]))
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_notify(NOTIFY_CHANNEL, "")))


def read_page(connection: sa.Connection, tables: FeedTables, after: int, limit: int) -> FeedPage:
    """The facts of at most `limit` positions after position `after`, every version of each, and the head: one
    statement, so both are of one moment."""
    rows = connection.execute(_page_of(tables), {"after": after, "until": after + limit}).all()
    if not rows:
        raise RuntimeError("the feed has no head: run the migrations first")
    facts = [row for row in rows if row.position is not None]
    following = [*(row.position for row in facts[1:]), 0]
    told = [fact_row(row, more=row.position == next_) for row, next_ in zip(facts, following, strict=False)]
    return FeedPage(epoch=rows[0].epoch, head=rows[0].feed_position, facts=told)


@lru_cache(maxsize=16)
def _page_of(tables: FeedTables) -> sa.Select[Any]:
    head, feed = tables.feed_head.c, tables.feed.c
    wanted = sa.and_(feed.position > sa.bindparam("after"), feed.position <= sa.bindparam("until"))
    page = sa.select(head.epoch, head.feed_position, tables.feed)
    joined = tables.feed_head.outerjoin(tables.feed, wanted)
    return page.select_from(joined).where(head.id == HEAD_ID).order_by(feed.position, feed.version)


def fact_row(row: Any, *, more: bool = False) -> PublishedFact:
    return PublishedFact(
        position=row.position,
        type=row.type,
        version=row.version,
        subject=row.subject,
        subject_version=row.subject_version,
        data=msgspec.Raw(row.data.encode()),
        recorded_at=row.recorded_at,
        more=more,
    )
