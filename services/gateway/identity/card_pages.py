"""Key cards waiting to be printed: sealed, for fifteen minutes, for the account that asked and nobody else.

Printing takes a page that can be opened again (the printer jams), so the card's text is kept that long,
encrypted under a key that only this installation has and a name that only the page's address holds.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

import msgspec
import sqlalchemy as sa

from services.gateway.identity.database import IdentityDatabase
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.tables import CARD_PAGE
from shared.clock import Clock
from shared.problems import NotFound

KEPT = timedelta(minutes=15)
TOKEN_BYTES = 24
TOKEN_MAX_CHARS = 64


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows: the given name, the card's text, the language to print in; whose vault it is, and
    whether it was opened for who cannot sign.
    """

    given_name: str
    text: str
    language: str
    vault_id: str = ""
    represented: bool = False


@dataclass(frozen=True)
class CardPages:
    """Keeps and shows cards to print."""

    database: IdentityDatabase
    keys: GatewayKeys
    clock: Clock

    async def keep(self, opener_id: str, card: Card) -> str:
        """Keep a card for its opener; returns the name its page is found by."""
        token, now = secrets.token_urlsafe(TOKEN_BYTES), self.clock.now()
        row = {
            "token_hash": _hash(token),
            "opener_id": opener_id,
            "sealed": self.keys.seal(msgspec.json.encode(card), opener_id + token),
            "ends_at": now + KEPT,
            "vault_id": card.vault_id,
        }

        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(CARD_PAGE).where(CARD_PAGE.c.ends_at <= now))
            connection.execute(sa.insert(CARD_PAGE).values(**row))

        await self.database.write(work)
        return token

    async def show(self, opener_id: str, token: str) -> Card:
        """The card. Raises NotFound for anyone else, and once fifteen minutes have passed."""
        where = (CARD_PAGE.c.token_hash == _hash(token)) & (CARD_PAGE.c.opener_id == opener_id)
        query = sa.select(CARD_PAGE.c.sealed).where(where, CARD_PAGE.c.ends_at > self.clock.now())
        sealed = await self.database.read(lambda c: c.execute(query).scalar_one_or_none())
        if sealed is None:
            raise NotFound(
                "card_page_gone", "Cette page n'est plus là : une carte ne se montre que 15 minutes."
            )
        return msgspec.json.decode(self.keys.unseal(sealed, opener_id + token), type=Card)

    async def forget(self, opener_id: str, token: str) -> None:
        """The card is printed: nothing of it stays."""
        where = (CARD_PAGE.c.token_hash == _hash(token)) & (CARD_PAGE.c.opener_id == opener_id)
        await self.database.write(lambda c: c.execute(sa.delete(CARD_PAGE).where(where)))


def _hash(token: str) -> str:
    return hashlib.sha256(token[:TOKEN_MAX_CHARS].encode()).hexdigest()
