"""Erasing a vault, step by step: each may be done again, and what a crash cut is finished by the next round.

The order is written down apart, the key is destroyed, the end is stored as an event, and only then files and
views go: whatever the moment of a crash, either nothing happened or nothing sealed is ever read again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.vault.application.deposit_ticket import preview_id
from services.vault.application.draft import Drafts
from services.vault.application.journal import line
from services.vault.application.ports import ErasableKeys, Exports, LogEnds, Tickets, Views
from services.vault.application.upload import Uploads
from services.vault.domain.erasure import Erasure
from services.vault.domain.vault import Vault
from shared.blobs import BlobStore
from shared.clock import Clock
from shared.contracts.shapes import Done
from shared.eventstore.erased_list import ErasedList, ErasureOrder
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call

ARCHIVES_MAX = 100  # far more than `EXPORTS_MAX` lets one person have


@dataclass(frozen=True)
class Erasing:
    log: EventLog
    clock: Clock
    keys: ErasableKeys
    erased: ErasedList
    blobs: BlobStore
    tickets: Tickets
    exports: Exports
    drafts: Drafts
    uploads: Uploads
    views: Views
    log_ends: LogEnds
    backups_kept: timedelta

    def destroy(self, order: ErasureOrder) -> ErasureOrder:
        """From here on there is no way back. Returns the order that stands: the first one given."""
        stands = self.erased.add(order)
        self.keys.destroy(order.subject_id)
        self.log.forget(order.subject_id)
        return stands

    def end(self, order: ErasureOrder, call: Call) -> Done:
        """Store the end and its order, once, in the vault's log too."""
        vault_id = order.subject_id

        def work() -> Change:
            vault, done = self.log.load(Vault, vault_id), Done(id=str(vault_id))
            erasure, changed = self.log.find(Erasure, Erasure.id_of(vault_id)), []
            if erasure is None:
                changed.append(self._ordered(order))
            if vault.ended:
                return Change(reply=done, aggregates=changed)
            vault.erase(self.clock.now())
            lines = [line(vault_id, "vault_erased", call, reason=order.reason)]
            return Change(reply=done, aggregates=[vault, *changed], log=lines)

        return self.log.command(call, Done, work)

    def clean(self, vault_id: UUID, call: Call) -> None:
        """Delete files and views, then say that it is done; again does no harm."""
        vault = self.log.load(Vault, vault_id)
        for name in vault.files:
            self.blobs.delete(UUID(name))
        self._delete_what_waited(vault_id)
        self.views.purge(vault_id)
        self.log.forget(vault_id)

        def work() -> Change:
            erasure = self.log.load(Erasure, Erasure.id_of(vault_id))
            lines = self.log_ends.last_number(vault_id)
            erasure.complete(files=len(vault.files), log_lines=lines, now=self.clock.now())
            return Change(reply=Done(id=str(vault_id)), aggregates=[erasure])

        self.log.command(call, Done, work)

    def is_complete(self, vault_id: UUID) -> bool:
        erasure = self.log.find(Erasure, Erasure.id_of(vault_id))
        return erasure is not None and erasure.completed_at is not None

    def _ordered(self, order: ErasureOrder) -> Erasure:
        destroyed_at = self.keys.destroyed_at(order.subject_id) or order.at
        return Erasure.order(
            order.subject_id,
            by=order.by,
            reason=order.reason,
            reference=order.reference,
            at=destroyed_at,
            revivable_until=destroyed_at + self.backups_kept,
        )

    def _delete_what_waited(self, vault_id: UUID) -> None:
        """Their rows are left to housekeeping, which deletes what a process under way kept since."""
        for document_id in self.tickets.of_vault(vault_id):
            self.blobs.delete(document_id)
            self.blobs.delete(preview_id(document_id))
        for draft_id in self.drafts.ids_of(vault_id):
            for name in self.drafts.drop(draft_id):
                self.blobs.discard(name)
        for upload_id in self.uploads.ids_of(vault_id):
            self.blobs.pieces.drop(upload_id)
        for blob_id in self.exports.of_vault(vault_id, ARCHIVES_MAX):
            self.blobs.delete(blob_id)
