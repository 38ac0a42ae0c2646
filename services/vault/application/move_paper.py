"""Move a paper into a folder, out of it, or to another category, which changes who may read it.

Both the category (the vault's) and the folder (kept beside) are stored in one transaction, so that a paper is
never between two. Putting it back is another move: nothing is lost, and the log tells both.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.folder_shown import folders_or_new
from services.vault.application.gate import Gate, uuid_of
from services.vault.application.journal import line
from services.vault.application.shelf import Shelf
from services.vault.domain.consent import Wanted
from services.vault.domain.document import Document
from services.vault.domain.filing import may_change_category
from services.vault.domain.folders import Place
from services.vault.domain.vault import Vault
from shared.contracts import vault_listing as contract
from shared.contracts.vault_folders import MovePaper as Request
from shared.eventstore.log import Change, EventLog
from shared.problems import NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class MovePaper:
    log: EventLog
    gate: Gate

    def __call__(self, request: Request, call: Call) -> contract.Document:
        document_id = str(uuid_of(request.document_id, "document_id"))

        def work() -> Change:
            vault, now = self.gate.vault(call, request.vault_id), self.gate.clock.now()
            document = vault.documents.get(document_id)
            if document is None:
                return self._unknown(vault, call)
            if refused := self._refused(vault, document, request, call):
                return refused
            folders = folders_or_new(self.log, vault.id, now)
            was, to = folders.place_of(document), Place(request.category, request.folder)
            folders.file(document, to, now)
            moved = vault.move_document(document_id, request.category, now)
            self.gate.note_act(vault, call, moved.wanted("see"))
            reply = Shelf(self.gate, vault, folders, call).shown(moved)  # where it is now
            told = line(
                vault.id,
                "paper_moved" if was.category == to.category else "paper_moved_category",
                call,
                category=to.category,
                from_category=was.category,
                title=document.title,
            )
            return Change(
                reply=reply,
                sealed_for=vault.id,
                aggregates=[vault, folders],
                log=[told] if was != to else [],
            )

        return self.log.command(call, contract.Document, work)

    def _unknown(self, vault: Vault, call: Call) -> Change:
        if reason := self.gate.why_unreached(vault, call):
            return self.gate.refusal(vault, call, "add", reason)
        raise NotFound("document_not_found", "Ce document n'existe pas.")

    def _refused(self, vault: Vault, document: Document, request: Request, call: Call) -> Change | None:
        """The refusal to store, if the actor may not. The person may always."""
        about = {"category": document.category, "title": document.title}
        needed = [document.wanted("add"), document.wanted("see")]
        if request.category != document.category:
            needed.append(Wanted("add", category=request.category))
        if request.folder:
            needed.append(Wanted("see", category=request.category))  # who sees it whole knows its folders
        for wanted in needed:
            if reason := self.gate.why_not(vault, call, wanted):
                return self.gate.refusal(vault, call, wanted.action, reason, **about)
        holder, now = call.actor.kind == "holder", self.gate.clock.now()
        if request.category != document.category and not may_change_category(
            document, call.actor.id, now, holder=holder
        ):
            return self.gate.refusal(vault, call, "add", "category_settled", **about)
        return None
