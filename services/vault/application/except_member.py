"""The person refuses one member of a follow-up, by name, at once."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from shared.contracts.shapes import Done
from shared.contracts.vault_consents import ExceptMember as Request
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class ExceptMember:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            vault.except_member(request.consent_id, request.professional_id, self.gate.clock.now())
            grantee = vault.consent(request.consent_id).terms.grantee.name
            about = {"grantee": grantee, "member_id": request.professional_id}
            lines = [line(vault.id, "member_excepted", call, **about)] if vault.pending_events else []
            return Change(reply=Done(id=request.consent_id), aggregates=[vault], log=lines)

        return self.log.command(call, Done, work)
