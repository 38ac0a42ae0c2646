"""What was kept for a time goes when that time is over, whether or not anybody comes by: files of people and
their cards, cards and codes to show, accounts nobody came for, guesses.

Each is refused by the clock already where it is read; this deletes what was written.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.gateway.batches.known import sweep
from services.gateway.identity.attempts import WINDOW
from services.gateway.identity.remote_codes import KEPT
from services.gateway.identity.tables import ATTEMPT, CARD_PAGE, REMOTE_CODE
from shared.clock import Clock
from shared.eventstore.reply_purge import Rounds

EVERY_S = 600.0  # the clock has refused them already


def tidying(engine: sa.Engine, clock: Clock) -> Rounds:
    """The loop that does it, beside the pages."""
    return Rounds(lambda: tidy(engine, clock), "gateway", EVERY_S)


def tidy(engine: sa.Engine, clock: Clock) -> int:
    """One round; how many rows shown for a while are gone. What sits beside them is not counted."""
    now = clock.now()
    with engine.begin() as connection:
        sweep(connection, now)
        over = (
            sa.delete(CARD_PAGE).where(CARD_PAGE.c.ends_at <= now),
            sa.delete(REMOTE_CODE).where(REMOTE_CODE.c.ends_at <= now - KEPT),
            sa.delete(ATTEMPT).where(ATTEMPT.c.at <= now - WINDOW),
        )
        return sum(connection.execute(one).rowcount for one in over)
