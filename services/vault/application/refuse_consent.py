"""The person refuses what a professional asked."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from shared.contracts.shapes import Done
from shared.contracts.vault import RefuseConsent as Request
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class RefuseConsent:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            vault.refuse_consent(request.request_id, self.gate.clock.now())
            grantee = vault.requests[request.request_id].terms.grantee.name
            told = line(vault.id, "consent_refused", call, grantee=grantee)
            return Change(reply=Done(id=request.request_id), aggregates=[vault], log=[told])

        return self.log.command(call, Done, work)
