"""The holder erases everything: the key first, so that nothing sealed is ever read again, then what is left.

Every step may be done again: a retry goes on where a process died. The access log keeps its hashes.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.vault.application.deposit_ticket import preview_id
from services.vault.application.draft import Drafts
from services.vault.application.gate import Gate, uuid_of
from services.vault.application.journal import line
from services.vault.application.ports import Exports, Tickets, Views
from services.vault.domain.vault import Vault
from shared.blobs import BlobStore
from shared.contracts.shapes import Done
from shared.contracts.vault import EraseVault as Request
from shared.eventstore.key_port import Keys
from shared.eventstore.log import Change, EventLog
from shared.problems import NotFound
from shared.rpc.call import Call

ARCHIVES_MAX = 100  # far more than `EXPORTS_MAX` lets one person have


@dataclass(frozen=True)
class EraseVault:
    log: EventLog
    gate: Gate
    keys: Keys
    blobs: BlobStore
    tickets: Tickets
    exports: Exports
    drafts: Drafts
    views: Views

    def __call__(self, request: Request, call: Call) -> Done:
        vault_id = self._own_id(request, call)
        self.keys.destroy(vault_id)
        self.log.forget(vault_id)

        def work() -> Change:
            vault = self.log.load(Vault, vault_id)
            if vault.ended:
                return Change(reply=Done(id=str(vault_id)))
            vault.erase(self.gate.clock.now())
            lines = [line(vault_id, "vault_erased", call)]
            return Change(reply=Done(id=str(vault_id)), aggregates=[vault], log=lines)

        reply = self.log.command(call, Done, work)
        self._delete_files(vault_id)
        self.views.purge(vault_id)
        self.log.forget(vault_id)
        return reply

    def _own_id(self, request: Request, call: Call) -> UUID:
        """The holder's own vault, erased or not: a retry must be able to finish."""
        self.gate.own(call, request.vault_id)
        vault_id = uuid_of(request.vault_id, "vault_id")
        self.log.load(Vault, vault_id, missing=NotFound("vault_not_found", "Ce coffre n'existe pas."))
        return vault_id

    def _delete_files(self, vault_id: UUID) -> None:
        """Tickets and exports are left to housekeeping, which deletes what a process under way kept since."""
        for name in self.log.load(Vault, vault_id).files:
            self.blobs.delete(UUID(name))
        for document_id in self.tickets.of_vault(vault_id):
            self.blobs.delete(document_id)
            self.blobs.delete(preview_id(document_id))
        for draft_id in self.drafts.ids_of(vault_id):
            for name in self.drafts.drop(draft_id):
                self.blobs.discard(name)
        for blob_id in self.exports.of_vault(vault_id, ARCHIVES_MAX):
            self.blobs.delete(blob_id)
