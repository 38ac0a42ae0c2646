"""Stop a link: no opening that starts after this is acknowledged succeeds."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.gate import Gate, uuid_of
from services.vault.application.journal import line
from services.vault.domain.paper_link import PaperLink
from shared.contracts.shapes import Done
from shared.contracts.vault_links import WithdrawPaperLink as Request
from shared.eventstore.log import Change, EventLog
from shared.problems import NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class WithdrawPaperLink:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> Done:
        def work() -> Change:
            vault = self.gate.own_vault(call, request.vault_id)
            link = self.log.find(PaperLink, uuid_of(request.link_id, "link_id"))
            if link is None or link.vault_id != vault.id:
                raise NotFound("link_not_found", "Ce lien n'existe pas.")
            paper = vault.documents.get(link.document_id)
            link.withdraw(self.gate.clock.now())
            about = {"category": link.category, "title": paper.title if paper else ""}
            told = [line(vault.id, "link_withdrawn", call, **about)] if link.pending_events else []
            return Change(reply=Done(id=str(link.id)), aggregates=[link], log=told)

        return self.log.command(call, Done, work)
