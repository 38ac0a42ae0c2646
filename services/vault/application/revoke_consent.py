"""The person withdraws a consent: once this is acknowledged, no read that starts later succeeds."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from shared.contracts.shapes import Done
from shared.contracts.vault import RevokeConsent as Request
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class RevokeConsent:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            vault.revoke_consent(request.consent_id, self.gate.clock.now())
            grantee = vault.consents[request.consent_id].terms.grantee.name
            lines = [line(vault.id, "consent_revoked", call, grantee=grantee)] if vault.pending_events else []
            return Change(reply=Done(id=request.consent_id), aggregates=[vault], log=lines)

        return self.log.command(call, Done, work)
