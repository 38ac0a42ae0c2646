"""A depositor takes back a paper put in the wrong vault: the event first, then its files are deleted.

Dying in between leaves files that no paper names: the same request sent again, or erasing the vault, deletes
them.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.deposit_ticket import preview_id
from services.vault.application.gate import Gate, not_allowed, uuid_of
from services.vault.application.journal import line
from services.vault.application.protection import representation_of
from shared.blobs import BlobStore
from shared.contracts.shapes import Done
from shared.contracts.vault_consents import WithdrawDocument as Request
from shared.eventstore.log import Change, EventLog
from shared.problems import NotAllowed
from shared.rpc.call import Call


@dataclass(frozen=True)
class WithdrawDocument:
    log: EventLog
    gate: Gate
    blobs: BlobStore

    def __call__(self, request: Request, call: Call) -> Done:
        document_id = uuid_of(request.document_id, "document_id")

        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            if call.actor.kind == "holder":
                raise not_allowed("no_consent")
            representation = representation_of(self.log, vault)
            mine = not vault.erased and representation.waits_on(str(document_id), call.actor.id)
            if not mine and (reason := self.gate.why_unreached(vault, call)):
                return self.gate.refusal(vault, call, "add", reason)
            try:
                gone = vault.withdraw_document(str(document_id), call.actor.id, self.gate.clock.now())
                representation.take_back(gone.id, self.gate.clock.now())
            except NotAllowed as refusal:
                return self.gate.refusal(vault, call, "add", refusal.code)
            changed = [vault, representation] if representation.mandates else [vault]
            told = line(vault.id, "document_withdrawn", call, category=gone.category, title=gone.title)
            return Change(reply=Done(id=request.document_id), aggregates=changed, log=[told])

        done = self.log.command(call, Done, work)
        self.blobs.delete(document_id)
        self.blobs.delete(preview_id(document_id))
        return done
