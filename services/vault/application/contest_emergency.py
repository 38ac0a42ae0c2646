"""The person contests an emergency access: it closes at once and must be reviewed, again if it was."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.protection import emergencies_of
from shared.contracts.shapes import Done
from shared.contracts.vault_emergency import ContestEmergency as Request
from shared.eventstore.log import Change, EventLog
from shared.nir import refuse_nir
from shared.rpc.call import Call


@dataclass(frozen=True)
class ContestEmergency:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        refuse_nir(request.words, "words")

        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            emergencies = emergencies_of(self.log, vault)
            emergencies.contest(request.emergency_id, request.words.strip(), self.gate.clock.now())
            told = line(vault.id, "emergency_contested", call)
            return Change(reply=Done(id=request.emergency_id), aggregates=[emergencies], log=[told])

        return self.log.command(call, Done, work)
