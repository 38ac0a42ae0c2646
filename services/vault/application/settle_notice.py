"""The person says that something unusual is fine; the log keeps that they said so, and nothing else does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.vault.application.gate import Gate
from services.vault.application.journal import line
from services.vault.application.list_notices import SETTLED
from shared.contracts.shapes import Done
from shared.contracts.vault_notices import SettleNotice as Request
from shared.eventstore.log import Change, EventLog
from shared.problems import NotFound
from shared.rpc.call import Call

_ID = re.compile(r"[a-z_]+\.[0-9]{1,12}")


@dataclass(frozen=True)
class SettleNotice:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            if not _ID.fullmatch(request.notice_id):
                raise NotFound("notice_unknown", "Cet avis n'existe pas.")
            told = line(vault.id, SETTLED, call, title=request.notice_id)
            return Change(reply=Done(id=request.notice_id), log=[told])

        return self.log.command(call, Done, work)
