"""Operators' accounts: made on the command line by who already holds the machine, never over HTTP."""

from __future__ import annotations

import sqlalchemy as sa

from services.gateway.identity.accounts import Account, insert_account
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.passwords import check_password, hash_password
from shared.clock import Clock
from shared.ids import new_id
from shared.problems import Conflict


def create_operator(engine: sa.Engine, keys: GatewayKeys, clock: Clock, email: str, password: str) -> str:
    """Open an operator's account and return its id. Raises InvalidInput, or Conflict when the e-mail is
    taken.
    """
    check_password(password)
    account = Account(
        id=str(new_id()),
        kind="operator",
        secret_hash=hash_password(password),
        opened_at=clock.now(),
        email_key=keys.email_key(email),
    )
    try:
        with engine.begin() as connection:
            insert_account(connection, account)
    except sa.exc.IntegrityError:
        raise Conflict("account_exists", "Un compte existe déjà avec cet e-mail.", field="email") from None
    return account.id
