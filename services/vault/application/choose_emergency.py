"""The person says whether emergencies may come in, and what they show."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.protection import emergencies_of
from shared.contracts.shapes import Done
from shared.contracts.vault_emergency import ChooseEmergency as Request
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class ChooseEmergency:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            emergencies = emergencies_of(self.log, vault)
            before = len(emergencies.pending_events)
            emergencies.choose(request.allowed, request.scope, self.gate.clock.now())
            if len(emergencies.pending_events) == before:
                return Change(reply=Done())
            told = line(vault.id, "emergency_chosen", call, reason="" if request.allowed else "emergency_off")
            return Change(reply=Done(), aggregates=[emergencies], log=[told])

        return self.log.command(call, Done, work)
