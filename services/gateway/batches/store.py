"""Batches kept: sealed under a key of this installation, for who made them, each thing for a named time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from services.gateway.batches.batch import Asked, Batch, Person, Row
from services.gateway.batches.known import Identity, sweep
from services.gateway.batches.tables import BATCH, ROW
from services.gateway.identity.database import IdentityDatabase
from services.gateway.identity.key_card import card_id, parse_card
from services.gateway.identity.keys import GatewayKeys
from services.gateway.identity.tables import CARD
from shared.clock import Clock
from shared.ids import new_id
from shared.problems import NotFound

PREVIEW_KEPT = timedelta(hours=24)  # not confirmed by then: read the file again
BATCH_KEPT = timedelta(days=30)  # who is on which line; then only the vaults know
CARDS_KEPT = timedelta(hours=24)  # a printer is found by then; new cards can be made
LEASE = timedelta(seconds=15)  # ten vaults take one


@dataclass(frozen=True)
class Line:
    """A line about to be kept."""

    number: int
    person: Person
    identity: Identity
    state: str


@dataclass(frozen=True)
class BatchStore:
    """Reads and writes; decides nothing."""

    database: IdentityDatabase
    keys: GatewayKeys
    clock: Clock

    async def keep(self, opener_id: str, scope: str, digest: str, asked: Asked, lines: Sequence[Line]) -> str:
        """A new batch in preview; its id."""
        batch_id, now = str(new_id()), self.clock.now()
        batch = {
            "id": batch_id, "opener_id": opener_id, "scope": scope, "digest": digest, "state": "preview",
            "sealed": self.seal(asked, batch_id), "made_at": now, "ends_at": now + PREVIEW_KEPT,
        }  # fmt: skip
        rows = [self._row(batch_id, line) for line in lines]

        def work(connection: sa.Connection) -> None:
            sweep(connection, now)
            connection.execute(sa.insert(BATCH).values(**batch))
            connection.execute(sa.insert(ROW), rows)

        await self.database.write(work)
        return batch_id

    async def same_file(self, opener_id: str, digest: str) -> str:
        """The batch that this very file is being opened by, empty without: sent twice, it is found again."""
        mine = (BATCH.c.opener_id == opener_id) & (BATCH.c.digest == digest)
        live = (BATCH.c.state == "opening") & (BATCH.c.ends_at > self.clock.now())
        query = sa.select(BATCH.c.id).where(mine, live).order_by(BATCH.c.made_at.desc())
        return await self.database.read(lambda c: c.execute(query).scalars().first()) or ""

    async def show(self, opener_id: str, batch_id: str) -> Batch:
        """Raises NotFound for anyone else, and once its time has passed."""
        now = self.clock.now()

        def work(connection: sa.Connection) -> Batch:
            where = (BATCH.c.id == batch_id) & (BATCH.c.opener_id == opener_id) & (BATCH.c.ends_at > now)
            kept = connection.execute(sa.select(BATCH).where(where)).one_or_none()
            if kept is None:
                raise NotFound("batch_gone", "Cette liste n'est plus là, ou n'est pas à vous.")
            shown = kept.cards_until is not None and kept.cards_until > now
            query = sa.select(ROW).where(ROW.c.batch_id == batch_id).order_by(ROW.c.line)
            rows = [self._shown(row, cards=shown) for row in connection.execute(query)]
            asked = self.unseal(kept.sealed, batch_id, Asked)
            times = (kept.made_at, kept.ends_at, kept.cards_until)
            return Batch(batch_id, opener_id, kept.scope, kept.state, asked, *times, rows)

        return await self.database.read(work)

    async def confirm(self, batch_id: str) -> None:
        """From preview to opening, once; its time to live begins anew."""
        now = self.clock.now()
        values = {"state": "opening", "ends_at": now + BATCH_KEPT, "cards_until": now + CARDS_KEPT}
        where = (BATCH.c.id == batch_id) & (BATCH.c.state == "preview")
        await self.database.write(lambda c: c.execute(sa.update(BATCH).where(where).values(**values)))

    async def lease(self, batch_id: str) -> bool:
        """Whether it is ours to go on with, for a moment; a crash frees it by the clock."""
        now = self.clock.now()
        free = BATCH.c.leased_until.is_(None) | (BATCH.c.leased_until <= now)
        where = (BATCH.c.id == batch_id) & (BATCH.c.state == "opening") & free
        taken = sa.update(BATCH).where(where).values(leased_until=now + LEASE)
        return await self.database.write(lambda c: c.execute(taken).rowcount) == 1

    async def release(self, batch_id: str) -> None:
        """Somebody may go on; done when nothing is left to open."""

        def work(connection: sa.Connection) -> None:
            left = sa.select(ROW.c.line).where(ROW.c.batch_id == batch_id, ROW.c.state == "ready").limit(1)
            values: dict[str, Any] = {"leased_until": None}
            if connection.execute(left).first() is None:
                values["state"] = "done"
            where = (BATCH.c.id == batch_id) & (BATCH.c.state == "opening")
            connection.execute(sa.update(BATCH).where(where).values(**values))

        await self.database.write(work)

    async def cards(self, batch_id: str) -> dict[int, str]:
        """By line, the text of each card that is kept and still lets in."""
        live = (CARD.c.account_id == ROW.c.vault_id) & CARD.c.revoked_at.is_(None)
        query = (
            sa.select(ROW.c.line, ROW.c.card, CARD.c.card_id)
            .join(CARD, live)
            .where(ROW.c.batch_id == batch_id, ROW.c.card.is_not(None), ROW.c.state == "opened")
        )
        rows = await self.database.read(lambda c: c.execute(query).all())
        kept = {
            row.line: (self.unseal(row.card, f"{batch_id} card {row.line}", str), row.card_id) for row in rows
        }
        return {line: text for line, (text, card_id) in kept.items() if card_id_of(text) == card_id}

    async def forget_cards(self, batch_id: str) -> None:
        """They are printed: nothing of them stays."""
        where = ROW.c.batch_id == batch_id
        await self.database.write(lambda c: c.execute(sa.update(ROW).where(where).values(card=None)))

    def seal(self, value: Any, place: str) -> bytes:
        return self.keys.seal(msgspec.json.encode(value), f"opening batch {place}")

    def unseal(self, sealed: bytes, place: str, kind: Any) -> Any:
        return msgspec.json.decode(self.keys.unseal(sealed, f"opening batch {place}"), type=kind)

    def _row(self, batch_id: str, line: Line) -> dict[str, Any]:
        return {
            "batch_id": batch_id, "line": line.number, "vault_id": str(new_id()), "problem": "",
            "sealed": self.seal(line.person, f"{batch_id} line {line.number}"),
            "state": line.state, **vars(line.identity),
        }  # fmt: skip

    def _shown(self, row: Any, *, cards: bool) -> Row:
        person = self.unseal(row.sealed, f"{row.batch_id} line {row.line}", Person)
        return Row(row.line, row.vault_id, row.state, person, row.problem, cards and row.card is not None)


def card_id_of(text: str) -> str:
    return card_id(parse_card(text))


def file_digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
