"""A feed: public facts numbered without gap, written inside the transaction of what they tell.

The head's row is locked until commit, so that commit order is reading order. A fact said in two versions
takes one position and one row for each version. Knows neither aggregates nor their library: a service that
stores no events (the gateway) keeps a feed with this alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
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
    """The facts of at most `limit` positions after position `after`, every version of each."""
    feed = tables.feed.c
    top = connection.execute(sa.select(tables.feed_head).where(tables.feed_head.c.id == HEAD_ID)).one()
    page = sa.select(tables.feed).where(feed.position > after, feed.position <= after + limit)
    rows = connection.execute(page.order_by(feed.position, feed.version)).all()
    following = [*(row.position for row in rows[1:]), 0]
    facts = [fact_row(row, more=row.position == next_) for row, next_ in zip(rows, following, strict=False)]
    return FeedPage(epoch=top.epoch, head=top.feed_position, facts=facts)


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
