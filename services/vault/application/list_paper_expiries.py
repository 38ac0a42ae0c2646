"""The papers that have an end, the soonest first, of those that the actor may see."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.expiry_shown import expiries_of, expiry_as
from services.vault.application.gate import Gate
from services.vault.application.journal import note_once_a_day
from shared.contracts import vault_expiry as contract
from shared.eventstore.log import EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class ListPaperExpiries:
    log: EventLog
    gate: Gate

    def __call__(self, request: contract.ListPaperExpiries, call: Call) -> contract.PaperExpiries:
        vault, now = self.gate.vault(call, request.vault_id), self.gate.clock.now()
        if reason := self.gate.why_unreached(vault, call):
            return self.log.command(
                call, contract.PaperExpiries, lambda: self.gate.refusal(vault, call, "see", reason)
            )
        note_once_a_day(self.log, call, vault.id, "documents_listed", now)
        kept = expiries_of(self.log, vault.id)
        shown = [
            expiry_as(vault.documents[document_id], expiry, now)
            for document_id, expiry in (kept.dates if kept else {}).items()
            if document_id in vault.documents
            and not self.gate.why_not(vault, call, vault.documents[document_id].wanted("see"))
        ]
        return contract.PaperExpiries(papers=sorted(shown, key=lambda p: (p.expires_on, p.title)))
