"""Erasing who held a vault from the gateway: account, cards, sessions, cards waiting to be printed, and
the line of a file that opened it.

Attempts to sign in are HMACs without a link to an account and go with their hour.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from services.gateway.batches.tables import BATCH, KNOWN, ROW
from services.gateway.identity.accounts import delete_account, find_account
from services.gateway.identity.tables import (
    ACCOUNT,
    CARD,
    CARD_PAGE,
    RECOVERY_USED,
    REMOTE_CODE,
    SECRET_ACT,
    SESSION,
)

OF_ACCOUNT = {
    ACCOUNT: ACCOUNT.c.id,
    CARD: CARD.c.account_id,
    SESSION: SESSION.c.account_id,
    RECOVERY_USED: RECOVERY_USED.c.account_id,
    CARD_PAGE: CARD_PAGE.c.vault_id,
    REMOTE_CODE: REMOTE_CODE.c.account_id,
    SECRET_ACT: SECRET_ACT.c.account_id,
    ROW: ROW.c.vault_id,
    KNOWN: KNOWN.c.vault_id,
}


def forget_holder(connection: sa.Connection, vault_id: str, now: datetime) -> bool:
    """Says whether there was an account; a professional's of that id stays."""
    for table in (CARD_PAGE, ROW, KNOWN):
        connection.execute(sa.delete(table).where(OF_ACCOUNT[table] == vault_id))
    account = find_account(connection, vault_id)
    if account is None or account.kind != "holder":
        return False
    delete_account(connection, vault_id, now)
    return True


def forget_professional(connection: sa.Connection, account_id: str, now: datetime) -> None:
    """Account, sessions, cards they were to print, files of people they were to open."""
    batches = sa.select(BATCH.c.id).where(BATCH.c.opener_id == account_id)
    connection.execute(sa.delete(ROW).where(ROW.c.batch_id.in_(batches)))
    connection.execute(sa.delete(BATCH).where(BATCH.c.opener_id == account_id))
    connection.execute(sa.delete(CARD_PAGE).where(CARD_PAGE.c.opener_id == account_id))
    delete_account(connection, account_id, now)


def holds_anything(connection: sa.Connection, vault_id: str) -> bool:
    """Whether any row here is still about that vault's person."""
    return any(
        connection.execute(sa.select(sa.literal(1)).select_from(table).where(column == vault_id)).first()
        for table, column in OF_ACCOUNT.items()
    )
