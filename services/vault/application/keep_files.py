"""From staged bytes to the files that are kept: examined, cleaned, then promoted under the paper's id."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.vault.application.deposit_ticket import (
    Ticket,
    associated_data,
    preview_associated_data,
    preview_id,
)
from services.vault.application.ports import Intake
from shared.blobs import BlobStore
from shared.contracts.vault import DepositDocument as Request


@dataclass(frozen=True)
class Kept:
    """What is known of the kept bytes; `preview_size_bytes` is 0 without preview."""

    content_type: str
    size_bytes: int
    pages: int
    sha256: str
    location_removed: bool
    preview_size_bytes: int


@dataclass(frozen=True)
class KeepFiles:
    blobs: BlobStore
    intake: Intake

    def __call__(self, request: Request, ticket: Ticket) -> Kept:
        """Examine, clean and promote, once for a ticket. Raises `invalid_input` with the reason; nothing is
        kept then.
        """
        taken = self.intake.take_in(
            request.staged_name,
            request.sha256.lower(),
            data_key=ticket.data_key,
            place=associated_data(ticket.vault_id, ticket.document_id).encode(),
            preview_place=preview_associated_data(ticket.vault_id, ticket.document_id).encode(),
        )
        for blob_id, name in ((ticket.preview_id, taken.preview), (ticket.document_id, taken.staged)):
            if name:
                self.blobs.promote(name, blob_id)
        return Kept(
            content_type=taken.content_type,
            size_bytes=taken.size,
            pages=taken.pages,
            sha256=taken.sha256,
            location_removed=taken.location_removed,
            preview_size_bytes=taken.preview_size,
        )

    def undo(self, staged_name: str, document_id: UUID) -> None:
        """Delete what was staged and what `__call__` kept: this paper will not exist."""
        self.blobs.discard(staged_name)
        self.blobs.delete(document_id)
        self.blobs.delete(preview_id(document_id))
