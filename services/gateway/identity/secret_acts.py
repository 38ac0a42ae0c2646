"""What a person's log must tell of their own secrets: a code changed, a card made anew, a wrong one given.

The vault has the log, the gateway the secrets. What happened is written in the transaction of the change
itself, told to the vault at once, and told again by the worker until the vault has heard it: never a secret
changed without its line, and never two lines, for the vault takes each key once.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from services.gateway.identity.database import IdentityDatabase
from services.gateway.identity.tables import SECRET_ACT
from shared.contracts.vault_secret import NoteSecretAct, SecretAct
from shared.eventstore.reply_purge import Rounds
from shared.ids import named_id, new_id
from shared.problems import NotFound, Problem, Refused
from shared.rpc.call import Actor, AsyncCaller, Caller

TELL_TIMEOUT_S = 2.0  # the person waits for their page; the worker tells what was not heard
EVERY_S = 30.0
ROUND_MAX = 200  # lines told in one round; the next one takes the rest
ROW = SECRET_ACT.c


def note(connection: sa.Connection, account_id: str, act: SecretAct, now: datetime) -> None:
    """In the transaction of the change. A wrong secret is told once an hour at most: guesses are throttled,
    the log is not theirs to fill.
    """
    key = str(new_id())
    if act == "secret_refused":
        key = str(named_id("secret refused", account_id, now.strftime("%Y-%m-%dT%H")))
        if connection.execute(sa.select(ROW.key).where(ROW.key == key)).first():
            return
    connection.execute(sa.insert(SECRET_ACT).values(key=key, account_id=account_id, act=act, at=now))


class SecretActs:
    """Telling them at once; what cannot be told now waits for the worker."""

    def __init__(self, database: IdentityDatabase, caller: AsyncCaller) -> None:
        self._database, self._caller = database, caller

    async def refused(self, account_id: str, now: datetime) -> None:
        """A wrong secret was given for what needs the right one."""
        try:
            await self._database.write(lambda c: note(c, account_id, "secret_refused", now))
        except sa.exc.IntegrityError:
            return  # noted by another at this moment, or the account is no more
        await self.tell(account_id)

    async def tell(self, account_id: str) -> None:
        """Never raises a Problem: what was done is done."""
        for row in await self._database.read(lambda c: _waiting(c, ROW.account_id == account_id)):
            try:
                actor = Actor(id=row.account_id, kind="holder")
                await self._caller.call(_told(row), actor, key=row.key, timeout_s=TELL_TIMEOUT_S)
            except Problem as problem:
                if not _for_nobody(problem):
                    return
            key = row.key
            await self._database.write(lambda c, key=key: _heard(c, key))  # type: ignore[misc]


def tell_waiting(engine: sa.Engine, caller: Caller) -> int:
    """One round of what is still to be told, oldest first; how many were."""
    with engine.connect() as connection:
        rows = _waiting(connection)
    told = 0
    for row in rows:
        try:
            caller.call(_told(row), Actor(id=row.account_id, kind="holder"), key=row.key)
        except Problem as problem:
            if not _for_nobody(problem):
                continue
        with engine.begin() as connection:
            _heard(connection, row.key)
        told += 1
    return told


def telling(engine: sa.Engine, caller: Caller) -> Rounds:
    """The loop that does it, beside the pages."""
    return Rounds(lambda: tell_waiting(engine, caller), "gateway_secret_acts", EVERY_S)


def _waiting(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> list[sa.Row[tuple[str, ...]]]:
    query = sa.select(ROW.key, ROW.account_id, ROW.act).where(*which).order_by(ROW.at, ROW.key)
    return list(connection.execute(query.limit(ROUND_MAX)))


def _told(row: sa.Row[tuple[str, ...]]) -> NoteSecretAct:
    return NoteSecretAct(vault_id=row.account_id, act=row.act)


def _for_nobody(problem: Problem) -> bool:
    """The vault is erased, or never was."""
    return isinstance(problem, Refused | NotFound)


def _heard(connection: sa.Connection, key: str) -> None:
    connection.execute(sa.delete(SECRET_ACT).where(ROW.key == key))
