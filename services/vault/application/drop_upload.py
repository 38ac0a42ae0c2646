"""Give up an upload: its pieces first, then what is known of it; dying in between is told by housekeeping."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.upload import OwnUploads
from shared.blobs import BlobStore
from shared.contracts.shapes import Done
from shared.contracts.vault_uploads import DropUpload as Request
from shared.rpc.call import Call


@dataclass(frozen=True)
class DropUpload:
    own: OwnUploads
    blobs: BlobStore

    def __call__(self, request: Request, call: Call) -> Done:
        _, upload = self.own.find(call, request.vault_id, request.upload_id)
        self.blobs.pieces.drop(upload.id)
        self.own.uploads.drop(upload.id)
        return Done(id=str(upload.id))
