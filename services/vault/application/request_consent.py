"""A professional asks the person for a consent, for themselves or a service they act for."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate, not_allowed
from services.vault.application.journal import line
from shared.contracts.shapes import Done
from shared.contracts.vault import RequestConsent as Request
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.rpc.call import Call


@dataclass(frozen=True)
class RequestConsent:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        grantee = request.terms.grantee
        refuse_nir(grantee.name, "terms.grantee.name")

        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            if vault.erased:
                raise not_allowed("no_consent")
            request_id = str(new_id())
            asker, service = self.gate.acting(call), (call.actor.organisation_id, call.actor.organisation)
            now = self.gate.clock.now()
            vault.request_consent(request_id, asker, call.actor.display, request.terms, now, service=service)
            told = line(
                vault.id, "consent_requested", call, grantee=grantee.name, reason=request.terms.purpose
            )
            return Change(reply=Done(id=request_id), aggregates=[vault], log=[told])

        return self.log.command(call, Done, work)
