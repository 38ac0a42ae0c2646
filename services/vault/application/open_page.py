"""A ticket for the preview of one's own page. Not a paper yet, nor anybody else's to see: nothing to log."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from services.vault.application.draft import OwnDrafts
from services.vault.application.open_document import PREVIEW_TYPE, READ_TICKET_LIFE
from shared.contracts import vault_pages as contract
from shared.contracts.vault import ReadTicket
from shared.problems import NotFound
from shared.rpc.call import Call


@dataclass(frozen=True)
class OpenPage:
    own: OwnDrafts

    def __call__(self, request: contract.OpenPage, call: Call) -> ReadTicket:
        draft = self.own.find(call, request.vault_id, request.draft_id)
        page = draft.page(request.page_id)
        if page is None or not page.preview:
            raise NotFound("page_not_found", "Cette page n'a pas d'aperçu.")
        return ReadTicket(
            blob=page.preview,
            data_key=base64.b64encode(draft.data_key).decode("ascii"),
            associated_data=draft.preview_place.decode(),
            title=draft.title,
            content_type=PREVIEW_TYPE,
            size_bytes=page.preview_bytes,
            expires_at=self.own.gate.clock.now() + READ_TICKET_LIFE,
        )
