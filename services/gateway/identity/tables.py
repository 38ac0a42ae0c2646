"""The gateway's tables: accounts, key cards, sessions, attempts. No name, no e-mail, no number, no address
in clear.

An e-mail and a network address are kept as HMACs under keys of this installation: enough to find, not to
read.
"""

from __future__ import annotations

import sqlalchemy as sa

from shared.eventstore.tables import Instant, consumer_table, feed_tables, parked_table
from shared.messaging.tables import relay_tables

METADATA = sa.MetaData()
ID_CHARS = 36
HASH_CHARS = 64
CODE_CHARS = 20

FEED = feed_tables(METADATA)
RELAY = relay_tables(METADATA)
CONSUMER_POSITION = consumer_table(METADATA)
PARKED_FACT = parked_table(METADATA)

ACCOUNT = sa.Table(
    "account",
    METADATA,
    sa.Column("id", sa.String(ID_CHARS), primary_key=True),
    sa.Column("kind", sa.String(CODE_CHARS), nullable=False),
    sa.Column("email_key", sa.String(HASH_CHARS), unique=True),
    sa.Column("secret_hash", sa.String(200), nullable=False),
    sa.Column("opened_at", Instant(), nullable=False),
    sa.Column("opened_by_key", sa.String(ID_CHARS), nullable=False, default=""),
    sa.Column("signed_in_at", Instant()),
    sa.Column("pending", sa.LargeBinary()),
    sa.Column("waiting_until", Instant()),
    sa.Column("name_key", sa.String(HASH_CHARS)),
    sa.Index("account_name", "name_key", unique=True),
)

CARD = sa.Table(
    "card",
    METADATA,
    sa.Column("card_id", sa.String(HASH_CHARS), primary_key=True),
    sa.Column(
        "account_id", sa.String(ID_CHARS), sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("issued_at", Instant(), nullable=False),
    sa.Column("revoked_at", Instant()),
    sa.Index("card_account", "account_id"),
)

SESSION = sa.Table(
    "session",
    METADATA,
    sa.Column("token_hash", sa.String(HASH_CHARS), primary_key=True),
    sa.Column(
        "account_id", sa.String(ID_CHARS), sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("kind", sa.String(CODE_CHARS), nullable=False),
    sa.Column("assurance", sa.String(CODE_CHARS), nullable=False),
    sa.Column("opened_at", Instant(), nullable=False),
    sa.Column("seen_at", Instant(), nullable=False),
    sa.Column("ends_at", Instant(), nullable=False),
    sa.Index("session_account", "account_id"),
    sa.Index("session_end", "ends_at"),
)

ATTEMPT = sa.Table(
    "attempt",
    METADATA,
    sa.Column("id", sa.Uuid(), primary_key=True),
    sa.Column("subject", sa.String(HASH_CHARS), nullable=False),
    sa.Column("address", sa.String(HASH_CHARS), nullable=False),
    sa.Column("known_device", sa.Boolean(), nullable=False),
    sa.Column("at", Instant(), nullable=False),
    sa.Index("attempt_subject", "subject", "at"),
    sa.Index("attempt_address", "address", "at"),
    sa.Index("attempt_at", "at"),
)

CARD_PAGE = sa.Table(
    "card_page",
    METADATA,
    sa.Column("token_hash", sa.String(HASH_CHARS), primary_key=True),
    sa.Column("opener_id", sa.String(ID_CHARS), nullable=False),
    sa.Column("sealed", sa.LargeBinary(), nullable=False),
    sa.Column("ends_at", Instant(), nullable=False),
    sa.Column("vault_id", sa.String(ID_CHARS), nullable=False, server_default=""),
    sa.Index("card_page_end", "ends_at"),
    sa.Index("card_page_vault", "vault_id"),
)

RECOVERY_USED = sa.Table(
    "recovery_used",
    METADATA,
    sa.Column("recovery_id", sa.String(ID_CHARS), primary_key=True),
    sa.Column(
        "account_id", sa.String(ID_CHARS), sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("used_at", Instant(), nullable=False),
)

SECRET_ACT = sa.Table(
    "secret_act",
    METADATA,
    sa.Column("key", sa.String(ID_CHARS), primary_key=True),
    sa.Column(
        "account_id", sa.String(ID_CHARS), sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("act", sa.String(CODE_CHARS), nullable=False),
    sa.Column("at", Instant(), nullable=False),
    sa.Index("secret_act_account", "account_id"),
)

REMOTE_CODE = sa.Table(
    "remote_code",
    METADATA,
    sa.Column(
        "account_id", sa.String(ID_CHARS), sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("name", sa.String(CODE_CHARS), nullable=False, unique=True),
    sa.Column("secret_hash", sa.String(200), nullable=False),
    sa.Column("sealed", sa.LargeBinary(), nullable=False),
    sa.Column("opener_id", sa.String(ID_CHARS), nullable=False),
    sa.Column("organisation_id", sa.String(ID_CHARS), nullable=False, server_default=""),
    sa.Column("tries", sa.Integer(), nullable=False),
    sa.Column("ends_at", Instant(), nullable=False),
    sa.Column("used_at", Instant()),
)
