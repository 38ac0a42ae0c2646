"""The first use of a card that was made before the person came: they choose their secret, and the vault is
theirs.

Nobody else can know that secret: it is typed once, here, by who holds the card. It is kept before the vault
is claimed, so that a crash between the two is mended by signing in again.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.gateway.identity import key_card
from services.gateway.identity.accounts import (
    Account,
    amend_account,
    choose_secret,
    delete_account,
    find_by_card,
)
from services.gateway.identity.attempts import Guess, admit, forgive
from services.gateway.identity.database import IdentityDatabase
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.passwords import SignInPool
from services.gateway.refusals import NotSignedIn
from shared.clock import Clock
from shared.contracts.vault_waiting import ClaimVault
from shared.ids import named_id
from shared.problems import Refused
from shared.rpc.call import Actor, AsyncCaller

OVER = ("waiting_over", "vault_erased")


class FirstUse:
    """Choosing a secret, and claiming the vault."""

    def __init__(
        self,
        database: IdentityDatabase,
        keys: GatewayKeys,
        pool: SignInPool,
        clock: Clock,
        caller: AsyncCaller,
    ) -> None:
        self._database, self._keys, self._pool, self._clock = database, keys, pool, clock
        self._caller = caller

    async def choose(self, card: str, pin: str, address: str) -> None:
        """Keep the secret of who holds this card. Raises NotSignedIn `card_in_use` when one is chosen
        already, `card_revoked`, `wrong_credentials`; throttled as signing in by that card is.
        """
        key_card.check_secret(pin)
        card_id = key_card.card_id(key_card.parse_card(card))
        guess = Guess(self._keys.subject_key("card", card_id), self._keys.subject_key("address", address))
        await self._database.write(lambda c: admit(c, guess, self._clock.now()))
        account, revoked = await self._database.read(lambda c: find_by_card(c, card_id))
        if revoked:
            raise NotSignedIn("card_revoked", "Cette carte n'est plus valable : une autre l'a remplacée.")
        if account is None:
            raise NotSignedIn("wrong_credentials", "Carte ou code PIN incorrect.")
        bound = self._keys.pin_key(account.id)
        kept = await self._pool.run(lambda: key_card.hash_pin(pin, bound))

        def work(connection: sa.Connection) -> bool:
            forgive(connection, guess)
            return choose_secret(connection, account.id, kept)

        if not await self._database.write(work):
            raise card_in_use()

    async def finish(self, account: Account) -> None:
        """Claim the vault of an account whose secret was just given. Raises Refused, the account being gone,
        when its time has passed.
        """
        if account.waiting_until is None:
            return
        actor, key = Actor(id=account.id, kind="holder"), str(named_id("claim", account.id))
        try:
            await self._caller.call(ClaimVault(vault_id=account.id), actor, key=key)
        except Refused as refusal:
            if refusal.code in OVER:
                await self._database.write(lambda c: delete_account(c, account.id, self._clock.now()))
            raise
        await self._database.write(lambda c: amend_account(c, account.id, waiting_until=None))


def card_in_use() -> NotSignedIn:
    sentence = "Cette carte a déjà servi : son code est choisi. Si ce n'est pas vous, prévenez votre service."
    return NotSignedIn("card_in_use", sentence)
