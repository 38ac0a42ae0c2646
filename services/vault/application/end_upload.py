"""End an upload: a ticket of its own for each try to deposit its bytes; the paper itself once it is one.

Dying between the deposit and its answer makes no second paper: the paper bears the upload's id, and a deposit
of what is a paper already is refused by the vault.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.vault.application.begin_deposit import given
from services.vault.application.deposit_ticket import TICKET_LIFE, Ticket
from services.vault.application.ports import Tickets
from services.vault.application.upload import OwnUploads, ticket_of
from shared.contracts.vault_uploads import EndedUpload
from shared.contracts.vault_uploads import EndUpload as Request
from shared.ids import new_id
from shared.rpc.call import Call


@dataclass(frozen=True)
class EndUpload:
    own: OwnUploads
    tickets: Tickets
    new_key: Callable[[], bytes]

    def __call__(self, request: Request, call: Call) -> EndedUpload:
        vault, upload = self.own.find(call, request.vault_id, request.upload_id)
        if paper := vault.paper_of(str(upload.id)):
            return EndedUpload(upload=ticket_of(upload, paper))
        ticket = Ticket(
            document_id=new_id(),
            vault_id=vault.id,
            actor_id=call.actor.id,
            category=upload.category,
            title=upload.title,
            data_key=self.new_key(),
            expires_at=self.own.gate.clock.now() + TICKET_LIFE,
            draft_id=str(upload.id),
            folder=upload.folder,
        )
        self.tickets.keep(ticket)
        return EndedUpload(upload=ticket_of(upload, None), ticket=given(ticket))
