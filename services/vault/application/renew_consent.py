"""The person lets a consent go on, on the same terms, for as long again."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from shared.contracts.shapes import Done
from shared.contracts.vault_consents import RenewConsent as Request
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class RenewConsent:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            departures = tuple(self.gate.departures(vault))
            vault.renew_consent(request.consent_id, self.gate.clock.now(), departures)
            grantee = vault.consent(request.consent_id).terms.grantee.name
            told = line(vault.id, "consent_renewed", call, grantee=grantee)
            return Change(reply=Done(id=request.consent_id), aggregates=[vault], log=[told])

        return self.log.command(call, Done, work)
