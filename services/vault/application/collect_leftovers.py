"""Delete what no one will ask for again: ended exports, files of deposits that never ended, staged
orphans.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.deposit_ticket import ORPHAN_AGE, preview_id
from services.vault.application.draft import Drafts
from services.vault.application.ports import Exports, Tickets
from services.vault.application.upload import Uploads
from services.vault.domain.vault import Vault
from shared.blobs import BlobStore
from shared.clock import Clock
from shared.eventstore.log import EventLog

AT_ONCE_MAX = 200  # per round; the next round takes the rest


@dataclass(frozen=True)
class CollectLeftovers:
    log: EventLog
    clock: Clock
    blobs: BlobStore
    tickets: Tickets
    exports: Exports
    drafts: Drafts
    uploads: Uploads

    def __call__(self) -> int:
        """One round; how many things were deleted."""
        now = self.clock.now()
        deleted = self.blobs.collect_orphans(now, ORPHAN_AGE)
        for blob_id in self.exports.expired(now, AT_ONCE_MAX):
            deleted += self.blobs.delete(blob_id)
            self.exports.drop(blob_id)
        for draft_id in self.drafts.expired(now, AT_ONCE_MAX):
            for name in self.drafts.drop(draft_id):
                self.blobs.discard(name)
                deleted += 1
        for upload_id in self.uploads.expired(now, AT_ONCE_MAX):
            deleted += self.blobs.pieces.drop(upload_id)
            self.uploads.drop(upload_id)
        for vault_id, document_id in self.tickets.expired(now - ORPHAN_AGE, AT_ONCE_MAX):
            vault = self.log.find(Vault, vault_id)
            if vault is None or str(document_id) not in vault.documents:
                deleted += self.blobs.delete(document_id)
                deleted += self.blobs.delete(preview_id(document_id))
            self.tickets.drop(document_id)
        return deleted
