"""Signing in: by e-mail and password, or by key card and PIN. Throttled, same answer and same work for all.

A revoked card is told as such: who holds a card's 128-bit secret learns nothing by it that they may not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from services.gateway.identity import key_card
from services.gateway.identity.accounts import (
    Account,
    amend_account,
    find_account,
    find_by_card,
    find_by_email,
    find_by_name,
)
from services.gateway.identity.attempts import Guess, admit, forgive
from services.gateway.identity.database import IdentityDatabase
from services.gateway.identity.devices import Devices
from services.gateway.identity.facts import tell
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.locking import tell_if_locked
from services.gateway.identity.own_secret import name_key_of
from services.gateway.identity.passwords import SignInPool, verify_password
from services.gateway.identity.sessions import open_session
from services.gateway.refusals import NotSignedIn
from shared.clock import Clock
from shared.contracts import gateway as facts


@dataclass(frozen=True)
class SignedIn:
    """`token` is the session's, shown once. `device` is what to leave in the browser to be known again."""

    account: Account
    token: str
    device: str = ""


class SignIn:
    """The door. Every method raises TooManyAttempts when throttled, Unavailable when the queue is full."""

    def __init__(self, database: IdentityDatabase, keys: GatewayKeys, pool: SignInPool, clock: Clock) -> None:
        self._database, self._keys, self._pool, self._clock = database, keys, pool, clock
        self._devices = Devices(keys)

    async def by_password(self, email: str, password: str, address: str, device: str = "") -> SignedIn:
        """Raises NotSignedIn, the same whether the e-mail is unknown or the password wrong."""
        subject = self._keys.email_key(email)
        guess = Guess(subject, self.address_key(address), self._devices.knows(device, subject))
        attempt = await self._database.write(lambda c: admit(c, guess, self._clock.now()))
        account = await self._database.read(lambda c: find_by_email(c, subject))
        kept = account.secret_hash if account else ""
        right = await self._pool.run(lambda: verify_password(kept, password))
        if account is None or not right:
            await self._wrong(guess, attempt, account)
            raise NotSignedIn("wrong_credentials", "E-mail ou mot de passe incorrect.")
        token = await self._database.write(lambda c: self._welcome(c, account, guess, "password"))
        return SignedIn(account, token, self._devices.remember(subject))

    async def by_card(self, card: str, pin: str, address: str, device: str = "") -> SignedIn:
        """Raises NotSignedIn: `wrong_credentials`; `card_revoked` and `card_first_use` told plainly."""
        card_id = key_card.card_id(key_card.parse_card(card))
        subject = self._keys.subject_key("card", card_id)
        guess = Guess(subject, self.address_key(address), self._devices.knows(device, subject))
        attempt = await self._database.write(lambda c: admit(c, guess, self._clock.now()))
        account, revoked = await self._database.read(lambda c: find_by_card(c, card_id))
        kept, bound = (
            account.secret_hash if account else "",
            self._keys.pin_key(account.id if account else ""),
        )
        right = await self._pool.run(lambda: key_card.verify_pin(pin, kept, bound))
        if revoked:
            sentence = "Cette carte n'est plus valable : une autre l'a remplacée."
            raise NotSignedIn("card_revoked", sentence)
        if account is not None and account.unchosen:
            await self._database.write(lambda c: forgive(c, guess))
            raise NotSignedIn("card_first_use", "C'est la première fois : choisissez votre code.")
        if account is None or not right:
            await self._wrong(guess, attempt, account)
            raise NotSignedIn("wrong_credentials", "Carte ou code PIN incorrect.")
        token = await self._database.write(lambda c: self._welcome(c, account, guess, "card_pin"))
        return SignedIn(account, token, self._devices.remember(subject))

    async def prove_password(self, account_id: str, password: str, address: str) -> None:
        """Raises NotSignedIn unless this is the account's password; throttled with its sign-ins."""
        account = await self._database.read(lambda c: find_account(c, account_id))
        subject = (account.email_key if account else None) or self._keys.subject_key("account", account_id)
        guess = Guess(subject, self.address_key(address), known_device=True)
        attempt = await self._database.write(lambda c: admit(c, guess, self._clock.now()))
        kept = account.secret_hash if account else ""
        if not await self._pool.run(lambda: verify_password(kept, password)):
            await self._wrong(guess, attempt, account)
            raise NotSignedIn("wrong_credentials", "Mot de passe incorrect.", field="password")
        await self._database.write(lambda c: forgive(c, guess))

    async def by_name(self, name: str, phrase: str, address: str, device: str = "") -> SignedIn:
        """A holder without their card. Raises NotSignedIn, the same for a name unknown or a phrase wrong."""
        subject = name_key_of(self._keys, name)
        guess = Guess(subject, self.address_key(address), self._devices.knows(device, subject))
        attempt = await self._database.write(lambda c: admit(c, guess, self._clock.now()))
        account = await self._database.read(lambda c: find_by_name(c, subject))
        kept, bound = (
            account.secret_hash if account else "",
            self._keys.pin_key(account.id if account else ""),
        )
        right = await self._pool.run(lambda: key_card.verify_pin(phrase, kept, bound))
        if account is None or not right:
            await self._wrong(guess, attempt, account)
            raise NotSignedIn("wrong_credentials", "Nom ou phrase incorrect.")
        token = await self._database.write(lambda c: self._welcome(c, account, guess, "passphrase"))
        return SignedIn(account, token, self._devices.remember(subject))

    def address_key(self, address: str) -> str:
        return self._keys.subject_key("address", address)

    async def _wrong(self, guess: Guess, attempt: UUID, account: Account | None) -> None:
        """The same work whether or not there is such an account."""
        now = self._clock.now()
        await self._database.write(lambda c: tell_if_locked(c, guess, attempt, account, now))

    def _welcome(self, connection: sa.Connection, account: Account, guess: Guess, assurance: str) -> str:
        now = self._clock.now()
        forgive(connection, guess)
        amend_account(connection, account.id, signed_in_at=now)
        tell(connection, facts.SignedIn(kind=account.kind), now)
        return open_session(connection, account, assurance, now)
