"""End a deposit: the staged bytes are examined, cleaned of any location, kept; then the paper exists.

Files come first and the event last: dying in between leaves no paper without its file, only files without a
paper, which the ticket (kept a day beyond its end) lets us find and delete. A ticket serves one try, so that
two tries never share a file, however long one stalls. Sent again (same key, same paper), whichever try stores
its event first is the answer of all, and the others undo their own files.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import partial

import msgspec

from services.vault.application.deposit_ticket import Ticket
from services.vault.application.filing_at_deposit import filed, knowing
from services.vault.application.gate import Gate, uuid_of
from services.vault.application.journal import line
from services.vault.application.keep_files import KeepFiles, Kept
from services.vault.application.ports import Tickets
from services.vault.application.shelf import Shelf, shown_as
from services.vault.domain.consent import Wanted
from services.vault.domain.document import Document
from services.vault.domain.folders import Folders
from services.vault.domain.room import Room, refuse_beyond
from services.vault.domain.vault import Vault
from shared.contracts import vault as contract
from shared.eventstore.log import Change, EventLog
from shared.problems import Conflict, Problem, Refused, Unavailable
from shared.rpc.call import Call


@dataclass
class _Try:
    """How far this request got: `claimed`, the ticket is ours; `kept`, files are in place."""

    claimed: bool = False
    kept: Kept | None = None


@dataclass(frozen=True)
class DepositDocument:
    log: EventLog
    gate: Gate
    tickets: Tickets
    keep_files: KeepFiles
    room: Room

    def __call__(self, request: contract.DepositDocument, call: Call) -> contract.Document:
        document_id, this_try = uuid_of(request.document_id, "document_id"), _Try()
        ticket = self.tickets.find(document_id)
        same = msgspec.structs.replace(call, digest=_what(request, ticket))
        work = partial(self._deposit, request, call, ticket, this_try)
        try:
            reply = self.log.command(same, contract.Document, work)
        except Problem as problem:
            if this_try.kept is not None and not isinstance(problem, Unavailable):
                self.keep_files.undo(request.staged_name, document_id)  # when it is not known, all is left
            raise
        if reply.id != str(document_id):
            self.keep_files.undo(request.staged_name, document_id)  # another try of the same was first
        return reply

    def _deposit(
        self, request: contract.DepositDocument, call: Call, ticket: Ticket | None, this_try: _Try
    ) -> Change:
        self._vault_without(call, request)
        ticket = self._claimed(request, call, ticket, this_try)
        vault = self._vault_without(call, request)  # as it is once the ticket is ours
        wanted = Wanted("add", category=ticket.category)
        if reason := self.gate.why_not(vault, call, wanted):
            return self.gate.refusal(vault, call, "add", reason, category=ticket.category)
        this_try.kept = this_try.kept or self.keep_files(request, ticket)
        document = self._document(ticket, this_try.kept, call)
        self.gate.note_act(vault, call, wanted)
        refuse_beyond(self.room, vault.documents.values(), document.size_bytes + document.preview_size_bytes)
        vault.deposit(document)
        told = line(vault.id, "document_deposited", call, category=document.category, title=document.title)
        folders = self._filed(ticket, vault, document, call)
        shown = Shelf(self.gate, vault, folders, call).shown(document) if folders else shown_as(document)
        changed = [vault, folders] if folders else [vault]
        return Change(reply=shown, sealed_for=vault.id, aggregates=changed, log=[told])

    def _filed(self, ticket: Ticket, vault: Vault, document: Document, call: Call) -> Folders | None:
        """With the paper where it was wanted; None where it stays in its category."""
        if not ticket.folder or self.gate.why_not(vault, call, knowing(document.category)):
            return None
        return filed(self.log, vault.id, document, ticket.folder, self.gate.clock.now())

    def _vault_without(self, call: Call, request: contract.DepositDocument) -> Vault:
        vault = self.gate.vault(call, request.vault_id)
        if str(uuid_of(request.document_id, "document_id")) in vault.documents:
            raise Conflict("document_already_deposited", "Ce document est déjà rangé.")
        return vault

    def _claimed(
        self, request: contract.DepositDocument, call: Call, ticket: Ticket | None, this_try: _Try
    ) -> Ticket:
        """The ticket, taken for good: another request that brings it is told that this one works on it."""
        mine = ticket and ticket.actor_id == call.actor.id and str(ticket.vault_id) == request.vault_id
        if ticket is None or not mine or self.gate.clock.now() >= ticket.expires_at:
            raise Refused("deposit_expired", "L'envoi a trop duré : recommencez.")
        this_try.claimed = this_try.claimed or self.tickets.claim(ticket.document_id)
        if not this_try.claimed:
            raise Unavailable("deposit_under_way", "Ce document est en train d'être rangé.")
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
            draft_id=ticket.draft_id,
        )


def _what(request: contract.DepositDocument, ticket: Ticket | None) -> str:
    """What makes two deposits the same: the paper, its place and its title, not the try."""
    about = [request.vault_id, request.sha256.lower()] + ([ticket.category, ticket.title] if ticket else [])
    about += [ticket.folder] if ticket and ticket.folder else []
    return hashlib.sha256(msgspec.json.encode(about)).hexdigest()
