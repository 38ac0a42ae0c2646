"""Begin a deposit: the right to add is decided and a ticket given; nothing exists until the deposit ends.

Nothing is done, so nothing is remembered: sent again, it is decided again and gives another ticket.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass

from services.vault.application.deposit_ticket import MAX_BYTES, TICKET_LIFE, Ticket, associated_data
from services.vault.application.filing_at_deposit import knowing, refuse_unless_in
from services.vault.application.gate import Gate
from services.vault.application.journal import without_key
from services.vault.application.ports import Tickets
from services.vault.domain.consent import Wanted
from services.vault.domain.room import Room, refuse_beyond
from shared.contracts.vault import BeginDeposit as Request
from shared.contracts.vault import DepositTicket
from shared.eventstore.log import Change, EventLog
from shared.ids import new_id
from shared.nir import refuse_nir
from shared.rpc.call import Call


@dataclass(frozen=True)
class BeginDeposit:
    log: EventLog
    gate: Gate
    tickets: Tickets
    new_key: Callable[[], bytes]
    room: Room

    def __call__(self, request: Request, call: Call) -> DepositTicket:
        refuse_nir(request.title, "title")

        def work() -> Change:
            vault = self.gate.vault(call, request.vault_id)
            if reason := self.gate.why_not(vault, call, Wanted("add", category=request.category)):
                return self.gate.refusal(vault, call, "add", reason, category=request.category)
            if request.folder and (reason := self.gate.why_not(vault, call, knowing(request.category))):
                return self.gate.refusal(vault, call, "see", reason, category=request.category)
            refuse_unless_in(self.log, vault.id, request.category, request.folder)
            vault.refuse_if_full()
            refuse_beyond(self.room, vault.documents.values())
            ticket = Ticket(
                document_id=new_id(),
                vault_id=vault.id,
                actor_id=call.actor.id,
                category=request.category,
                title=request.title.strip(),
                data_key=self.new_key(),
                expires_at=self.gate.clock.now() + TICKET_LIFE,
                folder=request.folder,
            )
            self.tickets.keep(ticket)
            return Change(reply=given(ticket))

        return self.log.command(without_key(call), DepositTicket, work)


def given(ticket: Ticket) -> DepositTicket:
    return DepositTicket(
        document_id=str(ticket.document_id),
        data_key=base64.b64encode(ticket.data_key).decode("ascii"),
        associated_data=associated_data(ticket.vault_id, ticket.document_id),
        max_bytes=MAX_BYTES,
        expires_at=ticket.expires_at,
    )
