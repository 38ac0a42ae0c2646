"""Make one PDF of a draft's pages as arranged, staged under a ticket of its own: a deposit then keeps it.

Nothing is kept here: the deposit examines the PDF like any other and the draft stays until it is dropped.
Of pages that are a paper already, that paper is told: dying before the draft is dropped makes no second one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.vault.application.deposit_ticket import TICKET_LIFE, Ticket, associated_data
from services.vault.application.draft import Draft, OwnDrafts
from services.vault.application.gate import uuid_of
from services.vault.application.ports import Tickets
from services.vault.application.shelf import shown_as
from services.vault.domain.pages import Page, in_order
from shared.blobs import Staged
from shared.contracts import vault_pages as contract
from shared.ids import new_id
from shared.rpc.call import Call


class Bind(Protocol):
    """Binds staged pages into one staged PDF, in a process of its own (see adapters/binding.py)."""

    def __call__(
        self, pages: Sequence[Page], *, page_key: bytes, page_place: bytes, data_key: bytes, place: bytes
    ) -> Staged: ...


@dataclass(frozen=True)
class BindPages:
    own: OwnDrafts
    tickets: Tickets
    bind: Bind
    new_key: Callable[[], bytes]

    def __call__(self, request: contract.BindPages, call: Call) -> contract.BoundPages:
        if told := self._already(request, call):
            return told
        draft = self.own.find(call, request.vault_id, request.draft_id)
        pages = in_order(draft.pages)
        ticket = self._ticket(draft, call)
        bound = self.bind(
            pages,
            page_key=draft.data_key,
            page_place=draft.place,
            data_key=ticket.data_key,
            place=associated_data(ticket.vault_id, ticket.document_id).encode(),
        )
        self.tickets.keep(ticket)
        return contract.BoundPages(
            document_id=str(ticket.document_id),
            staged_name=bound.name,
            size_bytes=bound.size,
            sha256=bound.sha256,
            expires_on=draft.expires_on,
        )

    def _already(self, request: contract.BindPages, call: Call) -> contract.BoundPages | None:
        """What these pages became, told to who made it of them and may still add such a paper."""
        vault = self.own.reached(call, request.vault_id)
        draft_id = uuid_of(request.draft_id, "draft_id")
        paper = vault.paper_of(str(draft_id))
        if paper is None or paper.depositor_id != call.actor.id:
            return None
        self.own.need_add(call, vault, paper.category)
        draft = self.own.mine(call, vault, draft_id)
        return contract.BoundPages(
            document_id=paper.id, kept=shown_as(paper), expires_on=draft.expires_on if draft else ""
        )

    def _ticket(self, draft: Draft, call: Call) -> Ticket:
        return Ticket(
            document_id=new_id(),
            vault_id=draft.vault_id,
            actor_id=call.actor.id,
            category=draft.category,
            title=draft.title,
            data_key=self.new_key(),
            expires_at=self.own.gate.clock.now() + TICKET_LIFE,
            draft_id=str(draft.id),
            folder=draft.folder,
        )
