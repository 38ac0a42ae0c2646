"""The person withdraws a consent: once this is acknowledged, no read that starts later succeeds.

What was re-shared under it stops with it: others are told of each, though only one event was needed.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from shared.contracts.shapes import Done
from shared.contracts.vault import RevokeConsent as Request
from shared.contracts.vault_facts import ConsentRevoked
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class RevokeConsent:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            now = self.gate.clock.now()
            branches = [c for c in vault.branches(request.consent_id) if not vault.why_over(c, now)]
            vault.revoke_consent(request.consent_id, now)
            grantee = vault.consents[request.consent_id].terms.grantee.name
            lines = [line(vault.id, "consent_revoked", call, grantee=grantee)] if vault.pending_events else []
            stopped = [ConsentRevoked(vault_id=str(vault.id), consent_id=c.id) for c in branches]
            return Change(reply=Done(id=request.consent_id), aggregates=[vault], log=lines, facts=stopped)

        return self.log.command(call, Done, work)
