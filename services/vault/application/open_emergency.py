"""A professional comes in by emergency: the minimum, for minutes, told at once to the person and a second
one.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate, refusal_told
from services.vault.application.journal import line
from services.vault.application.protection import emergencies_of, living
from shared.contracts.shapes import Done
from shared.contracts.vault_emergency import OpenEmergency as Request
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.problems import Refused
from shared.rpc.call import Call


@dataclass(frozen=True)
class OpenEmergency:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        refuse_nir(request.account, "account")

        def work() -> Change:
            vault = living(self.gate, call, request.vault_id)
            emergencies, emergency_id = emergencies_of(self.log, vault), str(new_id())
            try:
                emergencies.open(
                    emergency_id,
                    reader=self.gate.acting(call),
                    name=call.actor.display,
                    organisation_id=call.actor.organisation_id,
                    organisation=call.actor.organisation,
                    reason=request.reason,
                    account=request.account.strip(),
                    minutes=request.minutes,
                    now=self.gate.clock.now(),
                )
            except Refused as refusal:
                return refusal_told(vault.id, call, refusal, refusal.code, action="emergency")
            told = line(vault.id, "emergency_opened", call, reason=request.reason)
            return Change(reply=Done(id=emergency_id), aggregates=[emergencies], log=[told])

        return self.log.command(call, Done, work)
