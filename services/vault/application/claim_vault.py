"""The person comes for the vault that was prepared for them: by the clock, in time or too late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.domain.representation import Representation
from services.vault.domain.waiting import Waiting
from shared.contracts.shapes import Done
from shared.contracts.vault_waiting import ClaimVault as Request
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class ClaimVault:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault, now = self.gate.own_vault(call, request.vault_id), self.gate.clock.now()
            waiting = self.log.find(Waiting, Waiting.id_of(vault.id))
            done = Done(id=str(vault.id))
            if waiting is None or not waiting.claim(now, represented=represented(self.log, vault.id, now)):
                return Change(reply=done)
            return Change(reply=done, aggregates=[waiting], log=[line(vault.id, "vault_claimed", call)])

        return self.log.command(call, Done, work)


def represented(log: EventLog, vault_id: UUID, now: datetime) -> bool:
    """Whether a mandate is live on this vault."""
    found = log.find(Representation, Representation.id_of(vault_id))
    return found is not None and any(m.state(now) == "live" for m in found.mandates.values())
