"""Open a link: decided and counted on the link, a line in the person's log with nothing of the visitor.

No reply is stored: the same request sent again is another opening, counted again. Whatever the reason why a
link opens nothing, the answer is one; the person's log tells it once a day, however often it is tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from services.vault.application.gate import Gate
from services.vault.application.journal import line, without_key
from services.vault.application.link_shown import dead_link
from services.vault.application.open_document import read_ticket
from services.vault.domain.document import Document
from services.vault.domain.paper_link import PaperLink
from services.vault.domain.vault import Vault
from shared.contracts.shapes import Done
from shared.contracts.vault import ReadTicket
from shared.contracts.vault_links import OpenPaperLink as Request
from shared.eventstore.log import Change, EventLog, LogEntry
from shared.rpc.call import Call

VISITOR = {"actor": "", "actor_id": "", "actor_kind": "link", "organisation": ""}


@dataclass(frozen=True)
class OpenPaperLink:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> ReadTicket:
        def work() -> Change:
            link = self.log.find(PaperLink, PaperLink.create_id(request.secret_hash))
            vault = self.log.find(Vault, link.vault_id) if link else None
            if link is None or not link.opens_with(request.secret_hash) or vault is None or vault.erased:
                raise dead_link()
            now, paper = self.gate.clock.now(), vault.documents.get(link.document_id)
            if paper is None or link.state(now) != "live":
                self._tell_refusal(link, paper, call, now)
                raise dead_link()
            link.open((now - paper.deposited_at).days, now)
            return Change(
                reply=read_ticket(vault, paper, "download", now),
                aggregates=[link],
                log=[_opened(link, paper, call, now)],
            )

        return self.log.command(without_key(call), ReadTicket, work)

    def _tell_refusal(self, link: PaperLink, paper: Document | None, call: Call, now: datetime) -> None:
        day = now.astimezone(UTC).date().isoformat()
        daily = msgspec.structs.replace(call, key=f"link_refused/{link.id}/{day}", digest="link_refused")
        told = {"category": link.category, "title": paper.title if paper else "", **VISITOR}
        refused = line(link.vault_id, "link_refused", call, reason=link.state(now), **told)
        self.log.command(daily, Done, lambda: Change(reply=Done(), log=[refused]))


def _opened(link: PaperLink, paper: Document, call: Call, now: datetime) -> LogEntry:
    told = {
        "category": paper.category,
        "title": paper.title,
        "document": paper.id,
        "stored_days": str((now - paper.deposited_at).days),
        "grantee": link.for_whom,
    }
    return line(link.vault_id, "link_opened", call, **told, **VISITOR)
