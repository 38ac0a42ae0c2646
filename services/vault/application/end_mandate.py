"""A mandate ends before its date: whoever recorded it or the second person says so, at once."""

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
from shared.contracts.vault_mandates import EndMandate as Request
from shared.eventstore.log import Change, EventLog
from shared.problems import NotAllowed, NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class EndMandate:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = living(self.gate, call, request.vault_id)
            representation = representation_of(self.log, vault)
            try:
                representation.end(request.mandate_id, self.gate.reader(call), self.gate.clock.now())
            except (NotAllowed, NotFound) as refusal:
                concerned = organisation_of_mandate(representation, request.mandate_id)
                return turned_away(self.gate, vault, call, refusal, concerned, "mandate")
            kind = representation.mandates[request.mandate_id].terms.kind
            told = [line(vault.id, "mandate_ended", call, reason=kind)]
            return Change(
                reply=Done(id=request.mandate_id),
                aggregates=[representation],
                log=told if representation.pending_events else [],
            )

        return self.log.command(call, Done, work)
