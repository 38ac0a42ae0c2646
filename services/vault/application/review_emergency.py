"""A second person reviews an emergency access: it was justified, or it was not."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.protection import (
    emergencies_of,
    living,
    organisation_of_emergency,
    turned_away,
)
from shared.contracts.shapes import Done
from shared.contracts.vault_emergency import ReviewEmergency as Request
from shared.eventstore.log import Change, EventLog
from shared.nir import refuse_nir
from shared.problems import NotAllowed, NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class ReviewEmergency:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        refuse_nir(request.account, "account")

        def work() -> Change:
            vault = living(self.gate, call, request.vault_id)
            emergencies, reader = emergencies_of(self.log, vault), self.gate.reader(call)
            try:
                emergencies.review(
                    request.emergency_id,
                    reader,
                    call.actor.display,
                    request.outcome,
                    request.account.strip(),
                    self.gate.clock.now(),
                )
            except (NotAllowed, NotFound) as refusal:
                concerned = organisation_of_emergency(emergencies, request.emergency_id)
                return turned_away(self.gate, vault, call, refusal, concerned, "emergency")
            told = line(vault.id, "emergency_reviewed", call, reason=request.outcome)
            return Change(reply=Done(id=request.emergency_id), aggregates=[emergencies], log=[told])

        return self.log.command(call, Done, work)
