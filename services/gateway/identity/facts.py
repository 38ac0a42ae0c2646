"""What accounts tell others, in the gateway's own feed, in the transaction of the account itself.

So a crash leaves both or neither. Kinds of account only: nothing of who it was.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from services.gateway.identity.tables import FEED
from shared.contracts.gateway import AccountFact
from shared.contracts.shapes import FeedPage
from shared.eventstore.feed import read_page, say


def tell(connection: sa.Connection, fact: AccountFact, now: datetime) -> None:
    """Append one fact to the feed."""
    say(connection, FEED, [fact], now)


def read_feed(connection: sa.Connection, after: int, limit: int) -> FeedPage:
    """The facts of at most `limit` positions after position `after`."""
    return read_page(connection, FEED, after, limit)
