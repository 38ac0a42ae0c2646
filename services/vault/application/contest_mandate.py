"""The person contests a mandate: it is written down, and the second person must look again."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.protection import representation_of
from shared.contracts.shapes import Done
from shared.contracts.vault_mandates import ContestMandate as Request
from shared.eventstore.log import Change, EventLog
from shared.nir import refuse_nir
from shared.rpc.call import Call


@dataclass(frozen=True)
class ContestMandate:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        refuse_nir(request.words, "words")

        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            representation = representation_of(self.log, vault)
            representation.contest(request.mandate_id, request.words.strip(), self.gate.clock.now())
            kind = representation.mandates[request.mandate_id].terms.kind
            told = line(vault.id, "mandate_contested", call, reason=kind)
            return Change(reply=Done(id=request.mandate_id), aggregates=[representation], log=[told])

        return self.log.command(call, Done, work)
