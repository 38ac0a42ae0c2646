"""A deposit begun: what was decided, and the key under which the bytes are being staged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.ids import named_id

TICKET_LIFE = timedelta(minutes=15)  # the time to send 20 MiB from an old phone
ORPHAN_AGE = timedelta(hours=24)  # what was promoted for a deposit that never ended is deleted after this
MAX_BYTES = 20 * 1024 * 1024  # the heaviest phone photograph is about 15 MB


@dataclass(frozen=True)
class Ticket:
    """`data_key` is the serialised keyset of the document; `expires_at` ends the right to deposit;
    `draft_id` names the draft whose pages are to be deposited, if any; `folder` where
    the paper is wanted, if in one.
    """

    document_id: UUID
    vault_id: UUID
    actor_id: str
    category: str
    title: str
    data_key: bytes
    expires_at: datetime
    draft_id: str = ""
    folder: str = ""

    @property
    def preview_id(self) -> UUID:
        return preview_id(self.document_id)


def preview_id(document_id: UUID) -> UUID:
    """The file of a paper's preview, found from the paper's id alone, even if the paper never existed."""
    return named_id("preview", str(document_id))


def associated_data(vault_id: UUID | str, blob_id: UUID | str) -> str:
    """What binds an encrypted file to its place: moved under another name, it does not open."""
    return f"{vault_id}/{blob_id}"


def preview_associated_data(vault_id: UUID | str, document_id: UUID | str) -> str:
    """The same for a preview: it is never taken for its document."""
    return f"{associated_data(vault_id, document_id)}/preview"
