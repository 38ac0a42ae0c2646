"""The person says how reminders reach them: number, language, and whether a place's name may be told."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.domain.phone import mobile
from shared.contracts.shapes import Done
from shared.contracts.vault import SetReach as Request
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class SetReach:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            vault.set_reach(
                phone=mobile(request.phone),
                language=request.language,
                place_name_in_sms=request.place_name_in_sms,
                now=self.gate.clock.now(),
            )
            lines = [line(vault.id, "reach_set", call)]
            return Change(reply=Done(id=request.vault_id), aggregates=[vault], log=lines)

        return self.log.command(call, Done, work)
