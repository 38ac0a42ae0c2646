"""Find one's own upload, to add to it or to ask how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.upload import OwnUploads, ticket_of
from shared.contracts.vault_uploads import FindUpload as Request
from shared.contracts.vault_uploads import UploadTicket
from shared.rpc.call import Call


@dataclass(frozen=True)
class FindUpload:
    own: OwnUploads

    def __call__(self, request: Request, call: Call) -> UploadTicket:
        vault, upload = self.own.find(call, request.vault_id, request.upload_id)
        return ticket_of(upload, vault.paper_of(str(upload.id)))
