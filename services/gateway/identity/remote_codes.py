"""The one-time code of a vault opened from afar: read to the person on the phone, who types it and comes in.

Twelve digits: five that name the opening, seven that are secret, kept only as a hash under this account's
own key and sealed for who opened, to be read again. Half an hour, five tries in all, and throttled as every
secret is. Unknown, wrong, spent or over: one and the same answer.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from services.gateway.identity import key_card
from services.gateway.identity.accounts import (
    Account,
    amend_account,
    choose_secret,
    find_account,
    insert_account,
    issue_card,
)
from services.gateway.identity.attempts import Guess, admit, forgive
from services.gateway.identity.database import IdentityDatabase
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.passwords import SignInPool
from services.gateway.identity.tables import REMOTE_CODE
from services.gateway.refusals import NotSignedIn
from shared.clock import Clock
from shared.contracts.vault_waiting import WAITING_DAYS
from shared.problems import Conflict, NotFound

LIVES = timedelta(minutes=30)
KEPT = timedelta(days=WAITING_DAYS["code"])  # over, for who opened to make another
TRIES_MAX = 5
NAME_DIGITS, SECRET_DIGITS, GROUP_DIGITS = 5, 7, 4
CODE_MAX_CHARS = 40  # with every separator a person may type


@dataclass(frozen=True)
class RemoteCode:
    """`text`: in groups of four, to be read aloud. `first`: its account was made with it."""

    vault_id: str
    text: str
    ends_at: datetime
    first: bool = False


@dataclass(frozen=True)
class RemoteCodes:
    """Makes, shows and takes codes."""

    database: IdentityDatabase
    keys: GatewayKeys
    pool: SignInPool
    clock: Clock

    async def begin(
        self, vault_id: str, opener_id: str, opening_key: str, organisation_id: str = ""
    ) -> RemoteCode:
        """The account of a vault about to be opened, and its code, for who acts for that organisation; the
        same opening again, another code.
        Raises Conflict when the vault has its person, or is another opening's.
        """
        now = self.clock.now()
        until = now + timedelta(days=WAITING_DAYS["code"])
        account = Account(vault_id, "holder", "", now, opened_by_key=opening_key, waiting_until=until)

        def work(connection: sa.Connection) -> bool:
            before = find_account(connection, vault_id)
            if before is None:
                insert_account(connection, account)
            elif before.opened_by_key != opening_key:
                raise Conflict("vault_already_opened", "Ce coffre est déjà ouvert.")
            return before is None

        first = await self.database.write(work)
        return replace(await self._new(vault_id, opener_id, organisation_id), first=first)

    async def anew(self, vault_id: str, opener_id: str) -> RemoteCode:
        """Another code, for who opened and while nobody has come; the one before opens nothing."""
        made_for = (await self._mine(vault_id, opener_id)).organisation_id
        return await self._new(vault_id, opener_id, made_for)

    async def made_for(self, vault_id: str, opener_id: str) -> str:
        """The organisation that who opened acted for, or empty. Raises NotFound for anyone else."""
        organisation_id: str = (await self._mine(vault_id, opener_id)).organisation_id
        return organisation_id

    async def show(self, vault_id: str, opener_id: str) -> RemoteCode:
        """The code, its text empty once it is over. Raises NotFound for anyone else, and once used."""
        row = await self._mine(vault_id, opener_id)
        if row.used_at is not None:
            raise _gone()
        live = row.ends_at > self.clock.now() and row.tries < TRIES_MAX
        text = self.keys.unseal(row.sealed, f"remote code {vault_id}").decode() if live else ""
        return RemoteCode(vault_id, text, row.ends_at)

    async def _mine(self, vault_id: str, opener_id: str) -> Any:
        mine = (REMOTE_CODE.c.account_id == vault_id) & (REMOTE_CODE.c.opener_id == opener_id)
        query = sa.select(REMOTE_CODE).where(mine)
        row = await self.database.read(lambda c: c.execute(query).one_or_none())
        if row is None:
            raise _gone()
        return row

    async def count_message(self, vault_id: str) -> None:
        """One message more of this opening. Raises TooManyAttempts: nobody fills a stranger's telephone."""
        subject = self.keys.subject_key("code_message", vault_id)
        await self.database.write(lambda c: admit(c, Guess(subject, subject), self.clock.now()))

    async def redeem(self, code: str, pin: str, address: str) -> str:
        """The person's PIN is kept, and their key card's text returned. The same code and PIN again, while
        the code lives, give another card: an answer may be lost. Raises NotSignedIn `code_wrong`.
        """
        key_card.check_secret(pin)
        name, secret = _parts(code)
        guess = Guess(self.keys.subject_key("remote", name), self.keys.subject_key("address", address))
        await self.database.write(lambda c: admit(c, guess, self.clock.now()))
        row = await self.database.write(lambda c: _count_try(c, name, self.clock.now()))
        account_id, kept = (row.account_id, row.secret_hash) if row else ("", "")
        bound = self.keys.pin_key(f"remote {account_id}")
        if not await self.pool.run(lambda: key_card.verify_pin(secret, kept, bound)):
            raise _wrong()
        await self._choose(account_id, pin)
        card, now = key_card.new_card(), self.clock.now()

        def work(connection: sa.Connection) -> None:
            forgive(connection, guess)
            where = REMOTE_CODE.c.account_id == account_id
            connection.execute(sa.update(REMOTE_CODE).where(where).values(used_at=now, sealed=b""))
            issue_card(connection, account_id, key_card.card_id(key_card.parse_card(card)), now)

        await self.database.write(work)
        return card

    async def _choose(self, account_id: str, pin: str) -> None:
        """Keep the PIN, or see that it is the one kept."""
        bound = self.keys.pin_key(account_id)
        hashed = await self.pool.run(lambda: key_card.hash_pin(pin, bound))
        if await self.database.write(lambda c: choose_secret(c, account_id, hashed)):
            return
        account = await self.database.read(lambda c: find_account(c, account_id))
        kept = account.secret_hash if account else ""
        if not await self.pool.run(lambda: key_card.verify_pin(pin, kept, bound)):
            raise _wrong()

    async def _new(self, vault_id: str, opener_id: str, organisation_id: str) -> RemoteCode:
        """A code in the place of any before; whoever began to come in with that one begins anew."""
        now = self.clock.now()
        secret = "".join(secrets.choice("0123456789") for _ in range(SECRET_DIGITS))
        bound = self.keys.pin_key(f"remote {vault_id}")
        kept = await self.pool.run(lambda: key_card.hash_pin(secret, bound))

        def work(connection: sa.Connection) -> str:
            account = find_account(connection, vault_id)
            came = (
                account is not None and account.signed_in_at is not None
            )  # claimed perhaps, unheard of here
            if account is None or account.waiting_until is None or came:
                raise Conflict("vault_claimed", "La personne a déjà ouvert son coffre.")
            amend_account(connection, vault_id, secret_hash="")
            over = (REMOTE_CODE.c.account_id == vault_id) | (REMOTE_CODE.c.ends_at <= now - KEPT)
            connection.execute(sa.delete(REMOTE_CODE).where(over))
            name = _free_name(connection)
            text = _grouped(name + secret)
            values = {"account_id": vault_id, "name": name, "secret_hash": kept}
            sealed = self.keys.seal(text.encode(), f"remote code {vault_id}")
            values |= {"opener_id": opener_id, "organisation_id": organisation_id}
            row = {**values, "sealed": sealed, "tries": 0, "ends_at": now + LIVES, "used_at": None}
            connection.execute(sa.insert(REMOTE_CODE).values(**row))
            return text

        return RemoteCode(vault_id, await self.database.write(work), now + LIVES)


def _count_try(connection: sa.Connection, name: str, now: datetime) -> sa.Row[tuple[object, ...]] | None:
    """The live code of that name, this try counted before it is judged."""
    live = (REMOTE_CODE.c.name == name) & (REMOTE_CODE.c.ends_at > now) & (REMOTE_CODE.c.tries < TRIES_MAX)
    counted = sa.update(REMOTE_CODE).where(live).values(tries=REMOTE_CODE.c.tries + 1)
    if connection.execute(counted).rowcount != 1:
        return None
    return connection.execute(sa.select(REMOTE_CODE).where(REMOTE_CODE.c.name == name)).one_or_none()


def _free_name(connection: sa.Connection) -> str:
    while True:
        name = f"{secrets.randbelow(10**NAME_DIGITS):0{NAME_DIGITS}d}"
        if (
            connection.execute(sa.select(REMOTE_CODE.c.name).where(REMOTE_CODE.c.name == name)).first()
            is None
        ):
            return name


def _parts(code: str) -> tuple[str, str]:
    """Name and secret of a code as typed: spaces, dashes and dots don't matter."""
    digits = re.sub(r"[\s\-\u2010-\u2015.]", "", code[:CODE_MAX_CHARS])
    if not re.fullmatch(rf"[0-9]{{{NAME_DIGITS + SECRET_DIGITS}}}", digits):
        raise _wrong()
    return digits[:NAME_DIGITS], digits[NAME_DIGITS:]


def _grouped(digits: str) -> str:
    return " ".join(digits[at : at + GROUP_DIGITS] for at in range(0, len(digits), GROUP_DIGITS))


def _gone() -> NotFound:
    return NotFound("code_gone", "Ce code a servi, ou n'est pas à vous.")


def _wrong() -> NotSignedIn:
    sentence = "Ce code n'est pas le bon, ou il est terminé. Demandez-en un autre à qui vous l'a lu."
    return NotSignedIn("code_wrong", sentence, field="code")
