"""Saying that an account is locked: when wrong secrets have used up what it allows in an hour."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from services.gateway.identity.accounts import Account
from services.gateway.identity.attempts import Guess, spends_the_last
from services.gateway.identity.facts import tell
from shared.contracts.gateway import AccountLocked


def tell_if_locked(
    connection: sa.Connection, guess: Guess, attempt: UUID, account: Account | None, now: datetime
) -> None:
    """`attempt` failed. Looks even where there is no account, so that both take the same time."""
    if spends_the_last(connection, guess, attempt) and account is not None:
        tell(connection, AccountLocked(kind=account.kind), now)
