"""The person grants a consent, of their own accord or in answer to a request, then never more than asked. One
given to a professional of her own accord is tied to the organisation they act for, and ends when they leave.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from shared.contracts.shapes import Done
from shared.contracts.vault import GrantConsent as Request
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.problems import InvalidInput
from shared.rpc.call import Call


@dataclass(frozen=True)
class GrantConsent:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        terms = request.terms
        refuse_nir(terms.grantee.name, "terms.grantee.name")
        refuse_nir(request.acting_for_name, "acting_for_name")

        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            consent_id = str(new_id())
            vault.grant_consent(
                consent_id,
                terms,
                self.gate.clock.now(),
                request_id=request.request_id,
                service=self._service(request),
            )
            told = line(vault.id, "consent_granted", call, grantee=terms.grantee.name, reason=terms.purpose)
            return Change(reply=Done(id=consent_id), aggregates=[vault], log=[told])

        return self.log.command(call, Done, work)

    def _service(self, request: Request) -> tuple[str, str]:
        """Id and name of that organisation; none where the request answered says it, or there is none."""
        grantee = request.terms.grantee
        if grantee.kind != "professional" or request.request_id:
            return "", ""
        theirs = self.gate.memberships.reader(grantee.id).organisations
        if request.acting_for:
            if request.acting_for not in theirs:
                sentence = "Cette personne n'agit pas pour cette structure."
                raise InvalidInput("acting_for_unknown", sentence, field="acting_for")
            return request.acting_for, request.acting_for_name
        if len(theirs) > 1:
            sentence = "Cette personne agit pour plusieurs structures : dites laquelle."
            raise InvalidInput("acting_for_missing", sentence, field="acting_for")
        return next(iter(theirs), ""), ""
