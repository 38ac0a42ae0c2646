"""A second person confirms a mandate, its decision before them: from then on it opens its scope."""

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
from shared.contracts.shapes import Done
from shared.contracts.vault_mandates import ConfirmMandate as Request
from shared.eventstore.log import Change, EventLog
from shared.problems import NotAllowed, NotFound, Refused
from shared.rpc.call import Call


@dataclass(frozen=True)
class ConfirmMandate:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = living(self.gate, call, request.vault_id)
            representation, reader = representation_of(self.log, vault), self.gate.reader(call)
            try:
                representation.confirm(request.mandate_id, reader, call.actor.display, self.gate.clock.now())
            except (NotAllowed, NotFound) as refusal:
                concerned = organisation_of_mandate(representation, request.mandate_id)
                return turned_away(self.gate, vault, call, refusal, concerned, "mandate")
            mandate = representation.mandates[request.mandate_id]
            if representation.pending_events and mandate.document_id not in vault.documents:
                raise Refused("decision_missing", "La décision a été reprise : il faut la joindre.")
            told = [line(vault.id, "mandate_confirmed", call, reason=mandate.terms.kind)]
            return Change(
                reply=Done(id=mandate.id),
                aggregates=[representation],
                log=told if representation.pending_events else [],
            )

        return self.log.command(call, Done, work)
