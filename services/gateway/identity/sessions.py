"""Sessions: an opaque 256-bit token, kept as a hash; ended by sign-out, by silence, or by age."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from services.gateway.identity.accounts import Account
from services.gateway.identity.tables import SESSION
from shared.contracts.gateway import AccountKind

TOKEN_BYTES = 32
TOKEN_MAX_CHARS = 64
SEEN_EVERY = timedelta(minutes=1)
KEPT_AFTER_END = timedelta(days=1)  # so that an expired session is told apart from an unknown one
# A holder may sit at a shared tablet; a professional works all day; an operator's session is short.
IDLE: dict[str, timedelta] = {
    "holder": timedelta(minutes=20),
    "professional": timedelta(hours=2),
    "operator": timedelta(minutes=30),
}
ABSOLUTE: dict[str, timedelta] = {
    "holder": timedelta(hours=4),
    "professional": timedelta(hours=12),
    "operator": timedelta(hours=8),
}


@dataclass(frozen=True)
class Session:
    """`reference` names the session in signed actors and logs; it opens nothing."""

    account_id: str
    kind: AccountKind
    assurance: str
    reference: str
    expired: bool


def open_session(connection: sa.Connection, account: Account, assurance: str, now: datetime) -> str:
    """A new session's token, shown once. Old sessions of everybody are swept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    connection.execute(sa.delete(SESSION).where(SESSION.c.ends_at < now - KEPT_AFTER_END))
    row = {"account_id": account.id, "kind": account.kind, "opened_at": now, "seen_at": now}
    ends_at = now + ABSOLUTE[account.kind]
    connection.execute(
        sa.insert(SESSION).values(token_hash=_hash(token), assurance=assurance, ends_at=ends_at, **row)
    )
    return token


def find_session(connection: sa.Connection, token: str, now: datetime) -> tuple[Session, bool] | None:
    """The session of a token, and whether its last use is worth writing down."""
    if len(token) > TOKEN_MAX_CHARS:
        return None
    row = connection.execute(sa.select(SESSION).where(SESSION.c.token_hash == _hash(token))).one_or_none()
    if row is None:
        return None
    expired = now >= row.ends_at or now - row.seen_at >= IDLE[row.kind]
    session = Session(row.account_id, row.kind, row.assurance, row.token_hash[:16], expired)
    return session, not expired and now - row.seen_at >= SEEN_EVERY


def mark_seen(connection: sa.Connection, token: str, now: datetime) -> None:
    connection.execute(sa.update(SESSION).where(SESSION.c.token_hash == _hash(token)).values(seen_at=now))


def end_session(connection: sa.Connection, token: str) -> None:
    """From now on the token opens nothing."""
    connection.execute(sa.delete(SESSION).where(SESSION.c.token_hash == _hash(token)))


def end_other_sessions(connection: sa.Connection, account_id: str, reference: str) -> None:
    """From now on only the session of that reference speaks for this account."""
    others = SESSION.c.token_hash.startswith(reference, autoescape=True).is_(False)
    connection.execute(sa.delete(SESSION).where(SESSION.c.account_id == account_id, others))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
