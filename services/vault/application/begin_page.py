"""Where to stage one more page of a draft: under the draft's own key."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from services.vault.application.deposit_ticket import MAX_BYTES, TICKET_LIFE
from services.vault.application.draft import OwnDrafts
from shared.contracts import vault_pages as contract
from shared.contracts.vault import DepositTicket
from shared.rpc.call import Call


@dataclass(frozen=True)
class BeginPage:
    own: OwnDrafts

    def __call__(self, request: contract.BeginPage, call: Call) -> DepositTicket:
        draft = self.own.find(call, request.vault_id, request.draft_id)
        return DepositTicket(
            document_id=str(draft.id),
            data_key=base64.b64encode(draft.data_key).decode("ascii"),
            associated_data=draft.place.decode(),
            max_bytes=MAX_BYTES,
            expires_at=min(draft.expires_at, self.own.gate.clock.now() + TICKET_LIFE),
        )
