"""Accounts and key cards as rows: found by an HMAC of the e-mail, or by the card's id; never by a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.gateway.identity.facts import tell
from services.gateway.identity.tables import ACCOUNT, CARD
from shared.contracts.gateway import AccountClosed, AccountKind, AccountOpened


@dataclass(frozen=True)
class Account:
    """`id` is the professional's id or the vault's. `pending`: a sealed profile the directory has not yet
    taken. `waiting_until`: made before its person came, who may claim it until then.
    """

    id: str
    kind: AccountKind
    secret_hash: str
    opened_at: datetime
    email_key: str | None = None
    opened_by_key: str = ""
    signed_in_at: datetime | None = None
    pending: bytes | None = None
    waiting_until: datetime | None = None
    name_key: str | None = None

    @property
    def unchosen(self) -> bool:
        """Its person has not come yet: no secret is chosen, none opens it."""
        return self.waiting_until is not None and not self.secret_hash


def insert_account(connection: sa.Connection, account: Account) -> None:
    """Open the account and say so. Raises IntegrityError when the id or the e-mail is taken."""
    connection.execute(sa.insert(ACCOUNT).values(**account.__dict__))
    tell(connection, AccountOpened(kind=account.kind), account.opened_at)


def find_account(connection: sa.Connection, account_id: str) -> Account | None:
    return _one(connection, ACCOUNT.c.id == account_id)


def find_by_email(connection: sa.Connection, email_key: str) -> Account | None:
    return _one(connection, ACCOUNT.c.email_key == email_key)


def find_by_name(connection: sa.Connection, name_key: str) -> Account | None:
    return _one(connection, ACCOUNT.c.name_key == name_key)


def find_by_card(connection: sa.Connection, card_id: str) -> tuple[Account | None, bool]:
    """The account of a card, and whether that card is revoked."""
    row = connection.execute(sa.select(CARD).where(CARD.c.card_id == card_id)).one_or_none()
    if row is None:
        return None, False
    return find_account(connection, row.account_id), row.revoked_at is not None


def find_live_card(connection: sa.Connection, account_id: str) -> str:
    """The id of the card that lets this account in, empty without."""
    live = (CARD.c.account_id == account_id) & CARD.c.revoked_at.is_(None)
    return connection.execute(sa.select(CARD.c.card_id).where(live)).scalars().first() or ""


def amend_account(connection: sa.Connection, account_id: str, **values: Any) -> None:
    connection.execute(sa.update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(**values))


def choose_secret(connection: sa.Connection, account_id: str, secret_hash: str) -> bool:
    """Keep the first secret of an account that waits for its person; False when one is kept already."""
    waits = ACCOUNT.c.waiting_until.is_not(None) & (ACCOUNT.c.secret_hash == "")
    chosen = sa.update(ACCOUNT).where(ACCOUNT.c.id == account_id, waits).values(secret_hash=secret_hash)
    return connection.execute(chosen).rowcount == 1


def delete_account(connection: sa.Connection, account_id: str, now: datetime) -> None:
    """With its cards and sessions; said once, however often it is asked."""
    account = find_account(connection, account_id)
    gone = connection.execute(sa.delete(ACCOUNT).where(ACCOUNT.c.id == account_id)).rowcount
    if account is not None and gone:
        tell(connection, AccountClosed(kind=account.kind), now)


def issue_card(connection: sa.Connection, account_id: str, card_id: str, now: datetime) -> None:
    """A new card; every earlier one of this account is revoked."""
    live = (CARD.c.account_id == account_id) & CARD.c.revoked_at.is_(None)
    connection.execute(sa.update(CARD).where(live).values(revoked_at=now))
    connection.execute(sa.insert(CARD).values(card_id=card_id, account_id=account_id, issued_at=now))


def _one(connection: sa.Connection, where: sa.ColumnElement[bool]) -> Account | None:
    row = connection.execute(sa.select(ACCOUNT).where(where)).one_or_none()
    return Account(**row._mapping) if row is not None else None
