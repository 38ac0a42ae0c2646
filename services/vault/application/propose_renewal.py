"""A professional asks the person to let a consent go on, on the same terms."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate, not_allowed
from services.vault.application.journal import line
from shared.contracts.shapes import Done
from shared.contracts.vault_consents import ProposeRenewal as Request
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.problems import NotAllowed
from shared.rpc.call import Call


@dataclass(frozen=True)
class ProposeRenewal:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault, now = self.gate.vault(call, request.vault_id), self.gate.clock.now()
            if call.actor.kind == "holder" or vault.erased:
                raise not_allowed("no_consent")
            reader, request_id = self.gate.reader(call, vault), str(new_id())
            try:
                terms = vault.renewal_of(request.consent_id, reader, now)
            except NotAllowed as refusal:
                return self.gate.refusal(vault, call, "see", refusal.code)
            consent = vault.consent(request.consent_id)
            vault.request_consent(
                request_id,
                reader,
                call.actor.display,
                terms,
                now,
                service=(consent.acting_for, consent.acting_for_name),
                renews=consent.id,
            )
            told = line(vault.id, "renewal_proposed", call, grantee=terms.grantee.name, reason=terms.purpose)
            return Change(reply=Done(id=request_id), aggregates=[vault], log=[told])

        return self.log.command(call, Done, work)
