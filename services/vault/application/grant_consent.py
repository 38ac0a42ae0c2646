"""The person grants a consent, of their own accord or in answer to a request, then never more than asked."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from shared.contracts.shapes import Done
from shared.contracts.vault import GrantConsent as Request
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.rpc.call import Call


@dataclass(frozen=True)
class GrantConsent:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        terms = request.terms
        refuse_nir(terms.grantee.name, "terms.grantee.name")

        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            consent_id = str(new_id())
            vault.grant_consent(consent_id, terms, self.gate.clock.now(), request_id=request.request_id)
            told = line(vault.id, "consent_granted", call, grantee=terms.grantee.name, reason=terms.purpose)
            return Change(reply=Done(id=consent_id), aggregates=[vault], log=[told])

        return self.log.command(call, Done, work)
