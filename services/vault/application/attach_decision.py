"""The representative attaches the decision to a mandate that they recorded."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.protection import (
    living,
    organisation_of_mandate,
    representation_of,
    turned_away,
)
from services.vault.application.record_mandate import decision_of
from shared.contracts.shapes import Done
from shared.contracts.vault_mandates import AttachDecision as Request
from shared.eventstore.log import Change, EventLog
from shared.problems import NotAllowed, NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class AttachDecision:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = living(self.gate, call, request.vault_id)
            representation = representation_of(self.log, vault)
            try:
                document_id = decision_of(vault, request.document_id, call)
                representation.attach(request.mandate_id, document_id, call.actor.id, self.gate.clock.now())
            except (NotAllowed, NotFound) as refusal:
                concerned = organisation_of_mandate(representation, request.mandate_id)
                return turned_away(self.gate, vault, call, refusal, concerned, "mandate")
            title = vault.documents[document_id].title
            told = [line(vault.id, "decision_attached", call, category="justice", title=title)]
            return Change(
                reply=Done(id=request.mandate_id),
                aggregates=[representation],
                log=told if representation.pending_events else [],
            )

        return self.log.command(call, Done, work)
