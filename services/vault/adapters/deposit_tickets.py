"""Deposits begun: ids and an instant in clear, the rest in a box sealed with the person's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa

from services.vault.adapters.tables import DEPOSIT_TICKET
from services.vault.application.deposit_ticket import Ticket
from shared.eventstore.key_port import KeyDestroyed, Keys
from shared.eventstore.sealing import seal, unseal

PURPOSE = "deposit"


class _Sealed(msgspec.Struct, frozen=True):
    actor_id: str
    category: str
    title: str
    data_key: bytes
    draft_id: str = ""
    folder: str = ""


class SqlTickets:
    """Implements the port `Tickets`."""

    def __init__(self, engine: sa.Engine, keys: Keys) -> None:
        self._engine = engine
        self._keys = keys

    def keep(self, ticket: Ticket) -> None:
        """Raises KeyDestroyed when the person was erased meanwhile: the key is never kept in clear."""
        if self._keys.aead(ticket.vault_id) is None:
            raise KeyDestroyed
        hidden = _Sealed(
            ticket.actor_id, ticket.category, ticket.title, ticket.data_key, ticket.draft_id, ticket.folder
        )
        row = {
            "document_id": ticket.document_id,
            "vault_id": ticket.vault_id,
            "box": seal(self._keys, ticket.vault_id, PURPOSE, hidden),
            "expires_at": ticket.expires_at,
        }
        with self._engine.begin() as connection:
            connection.execute(sa.insert(DEPOSIT_TICKET), row)

    def find(self, document_id: UUID) -> Ticket | None:
        query = sa.select(DEPOSIT_TICKET).where(DEPOSIT_TICKET.c.document_id == document_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        clear = unseal(self._keys, row.vault_id, PURPOSE, row.box) if row is not None else None
        if row is None or clear is None:
            return None
        hidden = msgspec.json.decode(clear, type=_Sealed)
        return Ticket(
            document_id=row.document_id,
            vault_id=row.vault_id,
            actor_id=hidden.actor_id,
            category=hidden.category,
            title=hidden.title,
            data_key=hidden.data_key,
            expires_at=row.expires_at,
            draft_id=hidden.draft_id,
            folder=hidden.folder,
        )

    def claim(self, document_id: UUID) -> bool:
        """Take the ticket for good; False when another request has it."""
        ticket = DEPOSIT_TICKET
        free = sa.update(ticket).where(ticket.c.document_id == document_id, ticket.c.claimed_until.is_(None))
        with self._engine.begin() as connection:
            return connection.execute(free.values(claimed_until=ticket.c.expires_at)).rowcount == 1

    def drop(self, document_id: UUID) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.delete(DEPOSIT_TICKET).where(DEPOSIT_TICKET.c.document_id == document_id))

    def of_vault(self, vault_id: UUID) -> Sequence[UUID]:
        """The documents whose deposit is begun in this vault."""
        query = sa.select(DEPOSIT_TICKET.c.document_id).where(DEPOSIT_TICKET.c.vault_id == vault_id)
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def expired(self, before: datetime, limit: int) -> Sequence[tuple[UUID, UUID]]:
        """(vault id, document id) of those that ended before that instant."""
        ticket = DEPOSIT_TICKET
        query = sa.select(ticket.c.vault_id, ticket.c.document_id).where(ticket.c.expires_at < before)
        with self._engine.connect() as connection:
            return [(row[0], row[1]) for row in connection.execute(query.limit(limit))]
