"""End a deposit: the staged bytes are examined, cleaned of any location, kept; then the paper exists.

Files come first and the event last: dying in between leaves no paper without its file, only files without a
paper, which the ticket (kept until the end) lets us find and delete a day later. The same request sent again
starts over, or gets the same answer once it is done.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from services.vault.application.deposit_ticket import CLAIM_LIFE, Ticket
from services.vault.application.gate import Gate, uuid_of
from services.vault.application.journal import line
from services.vault.application.keep_files import KeepFiles, Kept
from services.vault.application.list_documents import shown_as
from services.vault.application.ports import Tickets
from services.vault.domain.consent import Wanted
from services.vault.domain.document import Document
from services.vault.domain.vault import Vault
from shared.contracts import vault as contract
from shared.eventstore.log import Change, EventLog
from shared.problems import Conflict, Problem, Refused, Unavailable
from shared.rpc.call import Call


@dataclass
class _Try:
    """How far this request got: `claimed`, nobody else works on the ticket; `kept`, files are in place."""

    claimed: bool = False
    kept: Kept | None = None


@dataclass(frozen=True)
class DepositDocument:
    log: EventLog
    gate: Gate
    tickets: Tickets
    keep_files: KeepFiles

    def __call__(self, request: contract.DepositDocument, call: Call) -> contract.Document:
        document_id, this_try = uuid_of(request.document_id, "document_id"), _Try()
        try:
            reply = self.log.command(
                call, contract.Document, partial(self._deposit, request, call, document_id, this_try)
            )
        except Problem as problem:
            self._give_up(document_id, this_try, problem)
            raise
        self.tickets.drop(document_id)
        return reply

    def _deposit(
        self, request: contract.DepositDocument, call: Call, document_id: UUID, this_try: _Try
    ) -> Change:
        self._vault_without(call, request.vault_id, document_id)
        ticket = self._ticket(request, call, document_id, this_try)
        vault = self._vault_without(call, request.vault_id, document_id)  # as it is once the ticket is ours
        if reason := self.gate.why_not(vault, call, Wanted("add", category=ticket.category)):
            return self.gate.refusal(vault, call, "add", reason, category=ticket.category)
        this_try.kept = this_try.kept or self.keep_files(request, ticket)
        document = self._document(ticket, this_try.kept, call)
        vault.deposit(document)
        told = line(vault.id, "document_deposited", call, category=document.category, title=document.title)
        return Change(reply=shown_as(document), sealed_for=vault.id, aggregates=[vault], log=[told])

    def _vault_without(self, call: Call, vault_id: str, document_id: UUID) -> Vault:
        vault = self.gate.vault(call, vault_id)
        if str(document_id) in vault.documents:
            raise Conflict("document_already_deposited", "Ce document est déjà rangé.")
        return vault

    def _ticket(
        self, request: contract.DepositDocument, call: Call, document_id: UUID, this_try: _Try
    ) -> Ticket:
        """The ticket, claimed: of two requests at once, one works and the other is told to come back."""
        now, ticket = self.gate.clock.now(), self.tickets.find(document_id)
        mine = ticket and ticket.actor_id == call.actor.id and str(ticket.vault_id) == request.vault_id
        if ticket is None or not mine or now >= ticket.expires_at:
            raise Refused("deposit_expired", "L'envoi a trop duré : recommencez.")
        if not this_try.claimed:
            this_try.claimed = self.tickets.claim(document_id, now, now + CLAIM_LIFE)
        if not this_try.claimed:
            raise Unavailable("deposit_under_way", "Ce document est en train d'être rangé.")
        return ticket

    def _give_up(self, document_id: UUID, this_try: _Try, problem: Problem) -> None:
        """Leave no file of a paper that was refused; when it is not known, leave all and let it be tried
        again.
        """
        if not this_try.claimed:
            return
        if this_try.kept is not None and not isinstance(problem, Unavailable):
            self.keep_files.undo(document_id)
        self.tickets.release(document_id)

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
