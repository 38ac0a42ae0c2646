"""What became of the person's code, phrase, name or card is a line of their log; the gateway keeps those, and
tells it until it is heard: under one key, it is one line.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from shared.contracts.shapes import Done
from shared.contracts.vault_secret import NoteSecretAct as Request
from shared.eventstore.log import Change, EventLog
from shared.rpc.call import Call


@dataclass(frozen=True)
class NoteSecretAct:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            return Change(reply=Done(id=request.vault_id), log=[line(vault.id, request.act, call)])

        return self.log.command(call, Done, work)
