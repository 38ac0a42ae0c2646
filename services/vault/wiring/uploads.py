"""The use cases of papers sent in several goes, on what they need."""

from __future__ import annotations

from dataclasses import dataclass

from services.vault.application.begin_upload import BeginUpload
from services.vault.application.drop_upload import DropUpload
from services.vault.application.end_upload import EndUpload
from services.vault.application.find_upload import FindUpload
from services.vault.application.upload import OwnUploads
from services.vault.wiring.ground import Ground
from shared.blobs import new_document_key


@dataclass(frozen=True)
class Uploads:
    begin_upload: BeginUpload
    find_upload: FindUpload
    end_upload: EndUpload
    drop_upload: DropUpload


def uploads_of(ground: Ground) -> Uploads:
    own = OwnUploads(ground.gate, ground.uploads)
    return Uploads(
        begin_upload=BeginUpload(own, new_document_key, ground.room),
        find_upload=FindUpload(own),
        end_upload=EndUpload(own, ground.tickets, new_document_key),
        drop_upload=DropUpload(own, ground.blobs),
    )
