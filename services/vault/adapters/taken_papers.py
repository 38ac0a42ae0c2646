"""The lines of the access log that tell a paper was taken out, opened with the person's key."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from services.vault.adapters.tables import LOG
from services.vault.application.list_paper_uses import Taken
from shared.eventstore.key_port import Keys
from shared.eventstore.log_body import open_words

KINDS = ("document_printed", "document_downloaded", "link_opened")


class SqlTakenPapers:
    """Implements the port `TakenPapers` on the events' database."""

    def __init__(self, engine: sa.Engine, keys: Keys) -> None:
        self._engine = engine
        self._keys = keys

    def of_vault(self, vault_id: UUID, limit: int) -> Sequence[Taken]:
        """The newest first. A line from before papers were named in it is passed over."""
        if LOG.access_log is None:
            raise LookupError("the vault has an access log")
        log = LOG.access_log.c
        query = sa.select(log.kind, log.body).where(log.subject_id == vault_id, log.kind.in_(KINDS))
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(log.number.desc()).limit(limit)).all()
        return [taken for row in rows if (taken := self._taken(vault_id, row.kind, row.body))]

    def _taken(self, vault_id: UUID, kind: str, body: bytes) -> Taken | None:
        opened = open_words(self._keys, vault_id, body)
        words = opened[0] if opened else {}
        if "document" not in words:
            return None
        return Taken(str(words["document"]), kind, int(words.get("stored_days", "0")))
