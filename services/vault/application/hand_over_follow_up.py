"""A colleague takes over the follow-up, for good or for an absence; nobody new gets in."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate, not_allowed
from services.vault.application.journal import line
from services.vault.domain.consent_end import HandOver
from shared.contracts.shapes import Done
from shared.contracts.vault_consents import HandOverFollowUp as Request
from shared.eventstore.log import Change, EventLog
from shared.nir import refuse_nir
from shared.problems import InvalidInput, NotAllowed
from shared.rpc.call import Call


@dataclass(frozen=True)
class HandOverFollowUp:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        refuse_nir(request.professional_name, "professional_name")
        if request.until is not None and request.until.tzinfo is None:
            raise InvalidInput("cover_end", "La date de fin doit préciser son fuseau.", field="until")

        def work() -> Change:
            vault, now = self.gate.vault(call, request.vault_id), self.gate.clock.now()
            if call.actor.kind == "holder" or vault.erased:
                raise not_allowed("no_consent")
            giver = self.gate.reader(call, vault)
            taker = self.gate.memberships.reader(request.professional_id)
            given = HandOver(
                from_id=call.actor.id,
                from_name=call.actor.display,
                to_id=request.professional_id,
                to_name=request.professional_name,
                until=request.until,
            )
            try:
                vault.hand_over(request.consent_id, giver, taker, given, now)
            except NotAllowed as refusal:
                return self.gate.refusal(vault, call, "see", refusal.code)
            kind = "follow_up_covered" if request.until else "follow_up_handed_over"
            told = line(vault.id, kind, call, title=request.professional_name)
            return Change(reply=Done(id=request.consent_id), aggregates=[vault], log=[told])

        return self.log.command(call, Done, work)
