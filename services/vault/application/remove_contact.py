"""The person removes one of their contacts; nobody else does."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.contact_shown import book_of
from services.vault.application.gate import Gate
from services.vault.application.journal import line
from shared.contracts.shapes import Done
from shared.contracts.vault_contacts import RemoveContact as Request
from shared.eventstore.log import Change, EventLog
from shared.problems import NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class RemoveContact:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            book = book_of(self.log, vault.id)
            if book is None:
                raise NotFound("contact_not_found", "Ce contact n'existe pas.")
            name = book.contact(request.contact_id).details.name
            book.remove(request.contact_id, self.gate.clock.now())
            told = line(vault.id, "contact_removed", call, title=name)
            return Change(reply=Done(id=request.contact_id), aggregates=[book], log=[told])

        return self.log.command(call, Done, work)
