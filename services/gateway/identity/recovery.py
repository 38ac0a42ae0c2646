"""Proving what is left, and replacing what was lost: a new PIN against the card, a new card against the PIN,
both where the vault has granted a way back, once.

Used beside a professional whom the vault has accepted. Throttled with the account's own sign-ins; every
session of the account ends.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.gateway.identity import key_card
from services.gateway.identity.accounts import amend_account, find_by_card, issue_card
from services.gateway.identity.attempts import Guess, admit, forgive
from services.gateway.identity.database import IdentityDatabase
from services.gateway.identity.holders import Holders
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.passwords import SignInPool
from services.gateway.identity.secret_acts import SecretActs, note
from services.gateway.identity.tables import RECOVERY_USED, SESSION
from services.gateway.refusals import NotSignedIn
from shared.clock import Clock
from shared.problems import Conflict


class Recovery:
    """Credentials found again."""

    def __init__(
        self,
        database: IdentityDatabase,
        keys: GatewayKeys,
        pool: SignInPool,
        clock: Clock,
        holders: Holders,
        acts: SecretActs,
    ) -> None:
        self._database, self._keys, self._pool, self._clock = database, keys, pool, clock
        self._holders, self._acts = holders, acts

    async def prove_card(self, vault_id: str, card: str, address: str) -> None:
        """Raises NotSignedIn unless this is the vault's live card; TooManyAttempts."""
        card_id = key_card.card_id(key_card.parse_card(card))
        guess = Guess(
            self._keys.subject_key("recovery", vault_id), self._keys.subject_key("address", address)
        )
        await self._database.write(lambda c: admit(c, guess, self._clock.now()))
        account, revoked = await self._database.read(lambda c: find_by_card(c, card_id))
        if account is None or revoked or account.id != vault_id:
            raise NotSignedIn("wrong_card", "Cette carte n'est pas celle de ce coffre.", field="card")
        await self._database.write(lambda c: forgive(c, guess))

    async def prove_pin(self, vault_id: str, pin: str, address: str) -> None:
        """Raises NotSignedIn unless this is the account's PIN; TooManyAttempts."""
        await self._holders.prove(vault_id, pin, address, told=False)  # told with who was there

    async def new_pin(self, vault_id: str, pin: str) -> None:
        """The PIN just chosen; whoever was signed in is out."""
        bound = self._keys.pin_key(vault_id)
        hashed = await self._pool.run(lambda: key_card.hash_pin(pin, bound))

        def work(connection: sa.Connection) -> None:
            amend_account(connection, vault_id, secret_hash=hashed, name_key=None)
            connection.execute(sa.delete(SESSION).where(SESSION.c.account_id == vault_id))
            note(connection, vault_id, "secret_changed", self._clock.now())

        await self._database.write(work)
        await self._acts.tell(vault_id)

    async def new_card(self, vault_id: str) -> str:
        """Another card's text; the one before opens nothing, whoever was signed in is out."""
        card = key_card.new_card()

        def work(connection: sa.Connection) -> None:
            connection.execute(sa.delete(SESSION).where(SESSION.c.account_id == vault_id))
            now = self._clock.now()
            issue_card(connection, vault_id, key_card.card_id(key_card.parse_card(card)), now)
            note(connection, vault_id, "card_reissued", now)

        await self._database.write(work)
        await self._acts.tell(vault_id)
        return card

    async def new_both(self, vault_id: str, recovery_id: str, pin: str) -> str:
        """The PIN just chosen and another card's text, whole or not at all, once per way back. Raises
        Conflict `recovery_used`.
        """
        bound, card, now = self._keys.pin_key(vault_id), key_card.new_card(), self._clock.now()
        hashed = await self._pool.run(lambda: key_card.hash_pin(pin, bound))

        def work(connection: sa.Connection) -> None:
            used = {"recovery_id": recovery_id, "account_id": vault_id, "used_at": now}
            connection.execute(sa.insert(RECOVERY_USED), used)
            amend_account(connection, vault_id, secret_hash=hashed, name_key=None)
            connection.execute(sa.delete(SESSION).where(SESSION.c.account_id == vault_id))
            issue_card(connection, vault_id, key_card.card_id(key_card.parse_card(card)), now)
            note(connection, vault_id, "both_replaced", now)

        try:
            await self._database.write(work)
        except sa.exc.IntegrityError:
            sentence = "La carte et le code viennent d'être remplacés."
            raise Conflict("recovery_used", sentence) from None
        await self._acts.tell(vault_id)
        return card
