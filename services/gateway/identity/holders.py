"""Giving a person their key card: at the opening of their vault, and again when a card is lost.

The account is made before the vault and taken back if the vault is refused; the card is shown once and
only a hash stays. The same opening sent again within ten minutes, while nobody has signed in with it,
gives a fresh card.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from services.gateway.identity import key_card
from services.gateway.identity.accounts import (
    Account,
    amend_account,
    delete_account,
    find_account,
    find_live_card,
    insert_account,
    issue_card,
)
from services.gateway.identity.attempts import Guess, admit, forgive
from services.gateway.identity.database import IdentityDatabase
from services.gateway.identity.forgetting import forget_holder, holds_anything
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.locking import tell_if_locked
from services.gateway.identity.passwords import SignInPool
from services.gateway.identity.secret_acts import SecretActs, note
from services.gateway.identity.sessions import end_other_sessions
from services.gateway.refusals import NotSignedIn
from shared.clock import Clock
from shared.problems import Conflict

SAME_OPENING = timedelta(minutes=10)


class Holders:
    """Holders' accounts and cards."""

    def __init__(
        self,
        database: IdentityDatabase,
        keys: GatewayKeys,
        pool: SignInPool,
        clock: Clock,
        acts: SecretActs,
    ) -> None:
        self._database, self._keys, self._pool, self._clock = database, keys, pool, clock
        self._acts = acts

    async def begin(self, vault_id: str, pin: str, opening_key: str) -> str | None:
        """Make the account and card of a vault about to be opened; returns the card's text, shown once.

        None when the same opening has made them already; Conflict when another has, or when it is too late.
        """
        key_card.check_secret(pin)
        pin_hash, now, card = await self._hash(vault_id, pin), self._clock.now(), key_card.new_card()
        account = Account(
            id=vault_id, kind="holder", secret_hash=pin_hash, opened_at=now, opened_by_key=opening_key
        )

        def work(connection: sa.Connection) -> bool:
            before = find_account(connection, vault_id)
            if before is not None:
                _check_same_opening(before, opening_key, now)
                return False
            insert_account(connection, account)
            issue_card(connection, vault_id, _id(card), now)
            return True

        try:
            made = await self._database.write(work)
        except sa.exc.IntegrityError:
            made = await self._database.write(work)  # the same opening came at once and was first
        return card if made else None

    async def again(self, vault_id: str, pin: str) -> str:
        """The same opening, confirmed by the vault: another card and the PIN just typed."""
        pin_hash, card = await self._hash(vault_id, pin), key_card.new_card()

        def work(connection: sa.Connection) -> None:
            amend_account(connection, vault_id, secret_hash=pin_hash)
            issue_card(connection, vault_id, _id(card), self._clock.now())

        await self._database.write(work)
        return card

    async def take_back(self, vault_id: str) -> None:
        """The vault was refused: the account goes with it."""
        await self._database.write(lambda c: delete_account(c, vault_id, self._clock.now()))

    async def forget(self, vault_id: str) -> None:
        """The vault is erased: nothing of who held it stays here."""
        await self._database.write(lambda c: forget_holder(c, vault_id, self._clock.now()))

    async def is_gone(self, vault_id: str) -> bool:
        """Whether nothing of who held this vault is here."""
        return await self._database.read(lambda c: not holds_anything(c, vault_id))

    async def reissue(self, vault_id: str, pin: str, address: str, session: str = "") -> str:
        """A new card against the PIN; the one before is revoked at once, and every session ends but the one
        of that reference. Throttled together with the owner's own sign-ins by the card.
        """
        guess = await self._prove(vault_id, pin, address, told=True)
        card, now = key_card.new_card(), self._clock.now()

        def work(connection: sa.Connection) -> None:
            forgive(connection, guess)
            if session:
                end_other_sessions(connection, vault_id, session)
            issue_card(connection, vault_id, _id(card), now)
            note(connection, vault_id, "card_reissued", now)

        await self._database.write(work)
        await self._acts.tell(vault_id)
        return card

    async def prove(self, vault_id: str, pin: str, address: str, *, told: bool = True) -> None:
        """Raises NotSignedIn unless this is the account's PIN; throttled with the sign-ins by the card.
        `told`: a wrong one is a line of the person's log.
        """
        guess = await self._prove(vault_id, pin, address, told=told)
        await self._database.write(lambda c: forgive(c, guess))

    async def _prove(self, vault_id: str, pin: str, address: str, *, told: bool) -> Guess:
        card_id = await self._database.read(lambda c: find_live_card(c, vault_id))
        subject = self._keys.subject_key("card", card_id)
        guess = Guess(subject, self._keys.subject_key("address", address), known_device=True)
        attempt = await self._database.write(lambda c: admit(c, guess, self._clock.now()))
        account = await self._database.read(lambda c: find_account(c, vault_id))
        kept = account.secret_hash if account else ""
        bound = self._keys.pin_key(vault_id)
        if not await self._pool.run(lambda: key_card.verify_pin(pin, kept, bound)):
            now = self._clock.now()
            await self._database.write(lambda c: tell_if_locked(c, guess, attempt, account, now))
            if told and account is not None:
                await self._acts.refused(vault_id, now)
            raise NotSignedIn("wrong_credentials", "Code ou phrase incorrect.", field="pin")
        return guess

    async def _hash(self, vault_id: str, pin: str) -> str:
        bound = self._keys.pin_key(vault_id)
        return await self._pool.run(lambda: key_card.hash_pin(pin, bound))


def _id(card: str) -> str:
    return key_card.card_id(key_card.parse_card(card))


def _check_same_opening(before: Account, opening_key: str, now: datetime) -> None:
    unused = before.signed_in_at is None and now - before.opened_at < SAME_OPENING
    if not unused or before.opened_by_key != opening_key:
        raise Conflict("vault_already_opened", "Ce coffre est déjà ouvert ; sa carte a été montrée une fois.")
