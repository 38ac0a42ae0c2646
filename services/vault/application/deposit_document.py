"""End a deposit: the staged bytes are examined, cleaned of any location, kept; then the paper exists.

Files come first and the event last: dying in between leaves no paper without its file, only files without a
paper, which the ticket (kept until the end) lets us find and delete a day later. The same request sent again
starts over, or gets the same answer once it is done.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from services.vault.application.deposit_ticket import Ticket
from services.vault.application.gate import Gate, uuid_of
from services.vault.application.journal import line
from services.vault.application.keep_files import KeepFiles, Kept
from services.vault.application.list_documents import shown_as
from services.vault.application.ports import Tickets
from services.vault.domain.consent import Wanted
from services.vault.domain.document import Document
from shared.contracts import vault as contract
from shared.eventstore.log import Change, EventLog
from shared.problems import Conflict, Refused
from shared.rpc.call import Call


@dataclass(frozen=True)
class DepositDocument:
    log: EventLog
    gate: Gate
    tickets: Tickets
    keep_files: KeepFiles

    def __call__(self, request: contract.DepositDocument, call: Call) -> contract.Document:
        document_id = uuid_of(request.document_id, "document_id")
        kept: list[Kept] = []

        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            if str(document_id) in vault.documents:
                raise Conflict("document_already_deposited", "Ce document est déjà rangé.")
            ticket = self._ticket(request, call)
            if reason := self.gate.why_not(vault, call, Wanted("add", category=ticket.category)):
                return self.gate.refusal(vault, call, "add", reason, category=ticket.category)
            if not kept:
                kept.append(self.keep_files(request, ticket))
            document = self._document(ticket, kept[0], call)
            vault.deposit(document)
            told = line(
                vault.id, "document_deposited", call, category=document.category, title=document.title
            )
            return Change(reply=shown_as(document), sealed_for=vault.id, aggregates=[vault], log=[told])

        reply = self.log.command(call, contract.Document, work)
        self.tickets.drop(document_id)
        return reply

    def _ticket(self, request: contract.DepositDocument, call: Call) -> Ticket:
        ticket = self.tickets.find(uuid_of(request.document_id, "document_id"))
        mine = ticket and ticket.actor_id == call.actor.id and str(ticket.vault_id) == request.vault_id
        if ticket is None or not mine or self.gate.clock.now() >= ticket.expires_at:
            raise Refused("deposit_expired", "L'envoi a trop duré : recommencez.")
        return ticket

    def _document(self, ticket: Ticket, kept: Kept, call: Call) -> Document:
        return Document(
            id=str(ticket.document_id),
            category=ticket.category,
            title=ticket.title,
            data_key=base64.b64encode(ticket.data_key).decode("ascii"),
            content_type=kept.content_type,
            size_bytes=kept.size_bytes,
            pages=kept.pages,
            sha256=kept.sha256,
            location_removed=kept.location_removed,
            preview_id=str(ticket.preview_id) if kept.preview_size_bytes else "",
            preview_size_bytes=kept.preview_size_bytes,
            depositor_id=call.actor.id,
            depositor_name=call.actor.display,
            deposited_at=self.gate.clock.now(),
        )
