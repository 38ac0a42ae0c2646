"""A holder changes the secret they sign in with: PIN or passphrase; a phrase may come with a name.

Against the secret kept, throttled with their sign-ins; every other session ends, and their log tells it. A
name stands only beside a passphrase: a PIN alone is too little.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from services.gateway.identity import key_card
from services.gateway.identity.accounts import amend_account
from services.gateway.identity.attempts import Guess, admit
from services.gateway.identity.database import IdentityDatabase
from services.gateway.identity.holders import Holders
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.passphrase import check_name, is_passphrase, name_as_found
from services.gateway.identity.passwords import SignInPool
from services.gateway.identity.secret_acts import SecretActs, note
from services.gateway.identity.sessions import end_other_sessions
from shared.clock import Clock
from shared.problems import Conflict, InvalidInput


@dataclass(frozen=True)
class OwnSecret:
    """Changing it."""

    database: IdentityDatabase
    keys: GatewayKeys
    pool: SignInPool
    holders: Holders
    clock: Clock
    acts: SecretActs

    async def change(
        self, vault_id: str, current: str, secret: str, name: str, *, address: str, session: str
    ) -> None:
        """`name` empty: the card is needed to sign in. Raises NotSignedIn, InvalidInput, Conflict
        `sign_in_name_taken`, and TooManyAttempts: who has a name here is nobody's to list.
        """
        key_card.check_secret(secret)
        if name:
            check_name(name)
            if not is_passphrase(secret):
                sentence = "Un nom ne va qu'avec une phrase : un code seul se devine trop vite."
                raise InvalidInput("name_needs_phrase", sentence, field="sign_in_name")
        await self.holders.prove(vault_id, current, address)
        if name:
            asker = self.keys.subject_key("name asked", vault_id)  # never forgiven: a name taken is an answer
            asked = Guess(asker, asker, known_device=True)
            await self.database.write(lambda c: admit(c, asked, self.clock.now()))
        bound = self.keys.pin_key(vault_id)
        kept = await self.pool.run(lambda: key_card.hash_pin(secret, bound))
        name_key = name_key_of(self.keys, name) if name else None

        def work(connection: sa.Connection) -> None:
            amend_account(connection, vault_id, secret_hash=kept, name_key=name_key)
            end_other_sessions(connection, vault_id, session)
            note(connection, vault_id, "name_chosen" if name else "secret_changed", self.clock.now())

        try:
            await self.database.write(work)
        except sa.exc.IntegrityError:
            sentence = "Ce nom est déjà pris. Choisissez-en un autre."
            raise Conflict("sign_in_name_taken", sentence, field="sign_in_name") from None
        await self.acts.tell(vault_id)


def name_key_of(keys: GatewayKeys, name: str) -> str:
    """What the account of that name is found by."""
    return keys.subject_key("sign-in name", name_as_found(name))
