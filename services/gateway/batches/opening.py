"""Opening the vaults of a batch one by one: each line alone is whole, whatever dies between two of them.

A line's vault id is chosen before anything is opened, and whoever is known by that name or reference keeps
the one begun for them: a replay, a crash, a second upload find the same vault. What the vault refuses leaves
no account.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from services.gateway.batches.batch import Batch, Row
from services.gateway.batches.known import begin_known, find_known, identity_of
from services.gateway.batches.store import CARDS_KEPT, BatchStore
from services.gateway.batches.tables import BATCH, KNOWN, ROW
from services.gateway.edge.talk import Talk
from services.gateway.identity.accounts import (
    Account,
    amend_account,
    delete_account,
    find_account,
    insert_account,
    issue_card,
)
from services.gateway.identity.key_card import card_id, new_card, parse_card
from services.gateway.still_in import need_still_in
from shared.contracts.vault_waiting import WAITING_DAYS, OpenWaitingVault, WaitingVault
from shared.problems import InvalidInput, Problem, Unavailable

AT_ONCE = 10  # vaults opened by one request for the page: about a second


async def go_on(store: BatchStore, talk: Talk, batch: Batch) -> None:
    """Open the next few lines of a confirmed batch, if nobody else is at it. What does not answer is tried
    again by the next look at the page. Raises NotAllowed `opener_left`.
    """
    if batch.state != "opening":
        return
    await need_still_in(talk, batch.scope)
    if not await store.lease(batch.id):
        return
    try:
        for row in [row for row in batch.rows if row.state == "ready"][:AT_ONCE]:
            await _open(store, talk, batch, row)
    except Unavailable:
        pass  # the lines that are left say so by being left
    finally:
        await store.release(batch.id)


async def new_cards(store: BatchStore, talk: Talk, batch: Batch) -> int:
    """Another card for each person who has not come yet; the ones before open nothing. How many were made.
    Raises NotAllowed `opener_left`.
    """
    await need_still_in(talk, batch.scope)
    now = store.clock.now()

    def work(connection: sa.Connection) -> int:
        made = 0
        for row in batch.rows:
            account = find_account(connection, row.vault_id) if row.state == "opened" else None
            if account is not None and account.unchosen:
                _give_card(store, connection, batch.id, row.line, row.vault_id)
                made += 1
        values = {"cards_until": now + CARDS_KEPT}
        connection.execute(sa.update(BATCH).where(BATCH.c.id == batch.id).values(**values))
        return made

    return await store.database.write(work)


async def cards_of(store: BatchStore, talk: Talk, batch: Batch) -> dict[int, str]:
    """By line, the text of each card still kept. Raises NotAllowed `opener_left`."""
    await need_still_in(talk, batch.scope)
    return await store.cards(batch.id) if batch.cards else {}


async def _open(store: BatchStore, talk: Talk, batch: Batch, row: Row) -> None:
    try:
        vault_id = await store.database.write(lambda c: _begin(store, c, batch, row))
    except sa.exc.IntegrityError:  # the same person, in another file, at the same moment
        vault_id = await store.database.write(lambda c: _begin(store, c, batch, row))
    if not vault_id:
        return
    talk.key = f"{batch.id}/{row.line}"
    try:
        opened = await talk.ask(_command(batch, row, vault_id), WaitingVault)
    except Unavailable:
        raise  # it may be open: sent again, the same line finds the same vault
    except Problem as why:
        problem = why
        if problem.code != "vault_exists":  # ours: only this installation's files know the id
            await store.database.write(lambda c: _refused(store, c, batch, row, vault_id, problem))
            return
        opened = None
    await store.database.write(lambda c: _opened(store, c, batch, row, vault_id, opened))


def _command(batch: Batch, row: Row, vault_id: str) -> OpenWaitingVault:
    person = row.person
    said = {
        "vault_id": vault_id,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "language": person.language,
        "phone": person.phone,
        "manner": "card",
        "asks": batch.asked.asks,
    }
    try:
        return msgspec.convert(said, OpenWaitingVault, from_attributes=True)
    except msgspec.ValidationError:
        raise InvalidInput("malformed", "Cette ligne a une valeur inattendue.") from None


def _begin(store: BatchStore, connection: sa.Connection, batch: Batch, row: Row) -> str:
    """The id of the vault to open for this line, its account and card made; empty when one is open."""
    identity, now = identity_of(store.keys, batch.scope, row.person), store.clock.now()
    known: Any = find_known(connection, identity)
    if known is not None and known.opened_at is not None and known.vault_id != row.vault_id:
        _mark(connection, batch, row, state="already")
        return ""
    vault_id = known.vault_id if known is not None else row.vault_id
    if known is None:
        begin_known(connection, identity, vault_id)
    account = find_account(connection, vault_id)
    if account is None:
        until = now + timedelta(days=WAITING_DAYS["card"])
        account = Account(vault_id, "holder", "", now, opened_by_key=batch.id, waiting_until=until)
        insert_account(connection, account)
    if account.unchosen and not row.card:
        _give_card(store, connection, batch.id, row.line, vault_id)
    _mark(connection, batch, row, vault_id=vault_id)
    return vault_id


def _give_card(store: BatchStore, connection: sa.Connection, batch_id: str, line: int, vault_id: str) -> None:
    text = new_card()
    issue_card(connection, vault_id, card_id(parse_card(text)), store.clock.now())
    where = (ROW.c.batch_id == batch_id) & (ROW.c.line == line)
    connection.execute(sa.update(ROW).where(where).values(card=store.seal(text, f"{batch_id} card {line}")))


def _opened(
    store: BatchStore,
    connection: sa.Connection,
    batch: Batch,
    row: Row,
    vault_id: str,
    opened: WaitingVault | None,
) -> None:
    done = sa.update(KNOWN).where(KNOWN.c.vault_id == vault_id).values(opened_at=store.clock.now())
    connection.execute(done)
    if opened is not None:
        account = find_account(connection, vault_id)
        if account is not None and account.unchosen:
            amend_account(connection, vault_id, waiting_until=opened.until)
    _mark(connection, batch, row, state="opened")


def _refused(
    store: BatchStore, connection: sa.Connection, batch: Batch, row: Row, vault_id: str, problem: Problem
) -> None:
    delete_account(connection, vault_id, store.clock.now())
    connection.execute(sa.delete(KNOWN).where(KNOWN.c.vault_id == vault_id))
    _mark(connection, batch, row, state="refused", problem=problem.code[:60], card=None)


def _mark(connection: sa.Connection, batch: Batch, row: Row, **values: Any) -> None:
    where = (ROW.c.batch_id == batch.id) & (ROW.c.line == row.line)
    connection.execute(sa.update(ROW).where(where).values(**values))
